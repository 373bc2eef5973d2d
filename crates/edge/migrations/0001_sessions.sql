-- Browser sessions. The cookie holds a random secret, the table only its SHA-256: a copy of the
-- table opens no session. Tokens are sealed with the master key.
create table edge.sessions (
    session_hash bytea constraint sessions_pkey primary key,
    issuer text not null,
    subject text not null,
    name text,
    email text,
    sealed bytea not null,
    bearer_expires_at timestamptz not null,
    memberships jsonb not null,
    active_tenant_id uuid,
    csrf_token text not null,
    created_at timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at timestamptz not null,
    refreshing_until timestamptz,
    constraint sessions_hash_check check (octet_length(session_hash) = 32)
);
create index sessions_expiry on edge.sessions (expires_at);
create index sessions_idle on edge.sessions (last_seen_at);
call leme.global_table('edge.sessions', 'a browser session belongs to a person across organisations');

-- Where a person worked last, so that the next sign-in begins there.
create table edge.last_tenants (
    issuer text not null,
    subject text not null,
    active_tenant_id uuid not null,
    chosen_at timestamptz not null,
    constraint last_tenants_pkey primary key (issuer, subject)
);
call leme.global_table('edge.last_tenants', 'remembers a person''s choice across organisations');
