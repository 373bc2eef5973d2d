-- What delivery needs beyond the first tables. `{schema}` is replaced by the schema's name.

-- Events that a consumer could not handle after every attempt: out of the way, never lost.
create table {schema}.outbox_dead (
    tenant_id uuid not null,
    consumer text not null,
    event_id uuid not null,
    type text not null,
    subject text not null,
    correlation_id text not null,
    occurred_at timestamptz not null,
    data jsonb not null,
    attempts integer not null,
    error text not null,
    parked_at timestamptz not null,
    constraint outbox_dead_pkey primary key (tenant_id, consumer, event_id)
);
call leme.tenant_table('{schema}.outbox_dead');

-- Job runs continue the request that asked for them.
alter table {schema}.jobs add column correlation_id text not null default '';
-- The one number that a worker claims by: when a ready job may start, when a running one's lease
-- ends. `leased_by` names one claim, so a worker that lost its lease cannot finish the job.
create index jobs_claim on {schema}.jobs (run_at, job_id) where state in ('ready', 'running');
drop index {schema}.jobs_due;
alter table {schema}.jobs drop column leased_until;

-- A tenant follows its own events without reading past everybody else's.
create index outbox_tenant_order on {schema}.outbox (tenant_id, xid, position);
