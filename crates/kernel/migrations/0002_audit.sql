-- The audit: what happened, numbered per tenant, never changed.
create table kernel.audit_heads (
    tenant_id uuid not null,
    last_seq bigint not null,
    constraint audit_heads_pkey primary key (tenant_id)
);
call leme.tenant_table('kernel.audit_heads');

create table kernel.audit_events (
    tenant_id uuid not null default leme.current_tenant(),
    event_id uuid not null,
    seq bigint not null,
    runtime_id uuid,
    actor_type text not null
        constraint audit_events_actor_type_check check (actor_type in ('user', 'runtime', 'system')),
    actor_id text not null,
    actor_name text,
    type text not null,
    occurred_at timestamptz not null,
    received_at timestamptz not null,
    correlation_id text not null,
    payload jsonb not null,
    constraint audit_events_pkey primary key (tenant_id, event_id),
    constraint audit_events_seq_key unique (tenant_id, seq)
);
create index audit_events_time on kernel.audit_events (received_at desc, seq desc, event_id desc);
create index audit_events_type on kernel.audit_events (tenant_id, type, seq desc);
call leme.tenant_table('kernel.audit_events');
call leme.append_only('kernel.audit_events');
