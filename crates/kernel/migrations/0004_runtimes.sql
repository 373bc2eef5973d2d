-- Runtimes, how they enter, and the switches that stop them.
create table kernel.enrolments (
    tenant_id uuid not null default leme.current_tenant(),
    enrolment_id uuid not null,
    token_hash bytea not null,
    runtime_type text not null constraint enrolments_runtime_type_check
        check (runtime_type ~ '^[a-z]{1,32}$'),
    product text not null,
    deployment_mode text not null constraint enrolments_deployment_mode_check
        check (deployment_mode in ('shared', 'dedicated', 'on_prem')),
    created_by text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    runtime_id uuid,
    constraint enrolments_pkey primary key (tenant_id, enrolment_id)
);
create index enrolments_token on kernel.enrolments (token_hash);
call leme.tenant_table('kernel.enrolments');

create table kernel.runtimes (
    tenant_id uuid not null default leme.current_tenant(),
    runtime_id uuid not null,
    type text not null constraint runtimes_type_check
        check (type ~ '^[a-z]{1,32}$'),
    product text not null,
    deployment_mode text not null constraint runtimes_deployment_mode_check
        check (deployment_mode in ('shared', 'dedicated', 'on_prem')),
    version text not null,
    desired_version text,
    capabilities text[] not null,
    manifest jsonb,
    public_key bytea not null,
    status text not null constraint runtimes_status_check
        check (status in ('registered', 'active', 'suspended')),
    suspended_reason text,
    max_concurrent_requests integer,
    -- The organisation that suspended or limited it: only that one, or one above it, undoes that.
    stopped_by uuid,
    registered_at timestamptz not null,
    constraint runtimes_pkey primary key (tenant_id, runtime_id),
    constraint runtimes_public_key_key unique (tenant_id, public_key)
);
create index runtimes_id on kernel.runtimes (runtime_id);
call leme.tenant_table('kernel.runtimes');

-- One hot row per runtime, apart from the rest so that a heartbeat touches no index.
create table kernel.heartbeats (
    tenant_id uuid not null default leme.current_tenant(),
    runtime_id uuid not null,
    health text not null constraint heartbeats_health_check check (health in ('healthy', 'degraded')),
    metrics jsonb not null,
    policy_version_applied bigint not null,
    beat_at timestamptz not null,
    constraint heartbeats_pkey primary key (tenant_id, runtime_id),
    constraint heartbeats_runtime_fkey foreign key (tenant_id, runtime_id)
        references kernel.runtimes (tenant_id, runtime_id)
) with (fillfactor = 50);
call leme.tenant_table('kernel.heartbeats');

-- Assertions already used, until they expire: a stolen one cannot be replayed.
create table kernel.assertions (
    tenant_id uuid not null default leme.current_tenant(),
    runtime_id uuid not null,
    jti text not null,
    expires_at timestamptz not null,
    constraint assertions_pkey primary key (tenant_id, runtime_id, jti)
);
call leme.tenant_table('kernel.assertions');

create table kernel.switches (
    tenant_id uuid not null default leme.current_tenant(),
    switch_id uuid not null,
    scope text not null constraint switches_scope_check
        check (scope in ('global', 'tenant', 'runtime', 'feature')),
    target_tenant_id uuid,
    runtime_id uuid,
    feature text,
    reason text not null,
    activated_at timestamptz not null,
    activated_by text not null,
    cleared_at timestamptz,
    constraint switches_pkey primary key (tenant_id, switch_id),
    constraint switches_target_check check (
        (scope = 'tenant') = (target_tenant_id is not null)
        and (scope = 'runtime') = (runtime_id is not null)
        and (scope = 'feature') = (feature is not null))
);
call leme.tenant_table('kernel.switches');

create table kernel.switch_acknowledgements (
    tenant_id uuid not null default leme.current_tenant(),
    switch_id uuid not null,
    runtime_id uuid not null,
    applied_at timestamptz not null,
    constraint switch_acknowledgements_pkey primary key (tenant_id, switch_id, runtime_id),
    constraint switch_acknowledgements_switch_fkey foreign key (tenant_id, switch_id)
        references kernel.switches (tenant_id, switch_id)
);
create index switch_acknowledgements_runtime on kernel.switch_acknowledgements (runtime_id);
call leme.tenant_table('kernel.switch_acknowledgements');

create table kernel.signing_keys (
    key_id text constraint signing_keys_pkey primary key,
    private_key_sealed bytea not null,
    public_key bytea not null,
    created_at timestamptz not null,
    retired_at timestamptz
);
call leme.global_table('kernel.signing_keys', 'the Kernel signs for every tenant with one key');
