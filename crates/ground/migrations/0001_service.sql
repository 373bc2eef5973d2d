-- What every service schema has. `{schema}` is replaced by its name.

-- How often work across tenants was done, and why.
create table {schema}._platform_access (
    reason text not null,
    day date not null,
    uses bigint not null,
    constraint _platform_access_pkey primary key (reason, day)
);
call leme.global_table('{schema}._platform_access', 'counts platform work, holds no tenant data');

-- Events, written in the transaction that they tell of. Numbers are given before commit, so
-- readers go by (xid, position) and stop at the oldest transaction still open.
create table {schema}.outbox (
    tenant_id uuid not null default leme.current_tenant(),
    position bigint generated always as identity,
    xid bigint not null default pg_current_xact_id()::text::bigint,
    event_id uuid not null,
    type text not null,
    subject text not null,
    correlation_id text not null,
    occurred_at timestamptz not null,
    data jsonb not null,
    constraint outbox_pkey primary key (tenant_id, position)
);
create index outbox_order on {schema}.outbox (xid, position);
call leme.tenant_table('{schema}.outbox');

-- How far each consumer of the outbox has read.
create table {schema}.cursors (
    consumer text constraint cursors_pkey primary key,
    xid bigint not null,
    position bigint not null,
    moved_at timestamptz not null
);
call leme.global_table('{schema}.cursors', 'one row per consumer of the outbox');

-- Background work. A lease that runs out is taken by another worker.
create table {schema}.jobs (
    tenant_id uuid not null default leme.current_tenant(),
    job_id uuid not null,
    kind text not null,
    dedup_key text,
    payload jsonb not null,
    state text not null default 'ready'
        constraint jobs_state_check check (state in ('ready', 'running', 'done', 'dead')),
    attempts integer not null default 0,
    run_at timestamptz not null,
    leased_until timestamptz,
    leased_by text,
    last_error text,
    created_at timestamptz not null,
    finished_at timestamptz,
    constraint jobs_pkey primary key (tenant_id, job_id),
    constraint jobs_dedup_key unique (tenant_id, kind, dedup_key)
);
create index jobs_due on {schema}.jobs (run_at) where state in ('ready', 'running');
call leme.tenant_table('{schema}.jobs');

-- Answers to POSTs, kept for a day so that a repeat gets the same one.
create table {schema}.idempotency_keys (
    tenant_id uuid not null default leme.current_tenant(),
    key text not null,
    fingerprint bytea not null,
    status integer,
    body jsonb,
    created_at timestamptz not null,
    constraint idempotency_keys_pkey primary key (tenant_id, key)
);
create index idempotency_keys_age on {schema}.idempotency_keys (created_at);
call leme.tenant_table('{schema}.idempotency_keys');
