-- What tenants hold, and how much of it they used.
create table kernel.grants (
    tenant_id uuid not null default leme.current_tenant(),
    grant_id uuid not null,
    product text not null,
    feature text not null,
    quota bigint constraint grants_quota_check check (quota >= 0),
    window_kind text constraint grants_window_kind_check
        check (window_kind in ('never', 'day', 'week', 'month', 'fixed')),
    window_seconds integer,
    valid_from timestamptz not null,
    valid_until timestamptz,
    note text,
    created_by text not null,
    created_at timestamptz not null,
    revoked_at timestamptz,
    revoked_reason text,
    constraint grants_pkey primary key (tenant_id, grant_id),
    constraint grants_window_check check (
        (quota is null or window_kind is not null)
        and (coalesce(window_kind, '') = 'fixed') = (window_seconds is not null)),
    constraint grants_validity_check check (valid_until is null or valid_until > valid_from)
);
call leme.tenant_table('kernel.grants');

-- Each use, once.
create table kernel.usage_events (
    tenant_id uuid not null default leme.current_tenant(),
    event_id uuid not null,
    runtime_id uuid not null,
    product text not null,
    feature text not null,
    amount bigint not null constraint usage_events_amount_check check (amount > 0),
    subject text,
    occurred_at timestamptz not null,
    received_at timestamptz not null,
    constraint usage_events_pkey primary key (tenant_id, event_id)
);
create index usage_events_window on kernel.usage_events (tenant_id, product, feature, occurred_at);
call leme.tenant_table('kernel.usage_events');
call leme.append_only('kernel.usage_events');

-- The sum of a window of a grant; derived from usage_events, kept so that a check reads one row.
create table kernel.counters (
    tenant_id uuid not null default leme.current_tenant(),
    grant_id uuid not null,
    window_start timestamptz not null,
    used bigint not null,
    constraint counters_pkey primary key (tenant_id, grant_id, window_start),
    constraint counters_grant_fkey foreign key (tenant_id, grant_id)
        references kernel.grants (tenant_id, grant_id)
) with (fillfactor = 50);
call leme.tenant_table('kernel.counters');
