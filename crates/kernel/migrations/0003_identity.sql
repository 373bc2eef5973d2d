-- Who vouches for people (connections), and who belongs where (members).
create table kernel.connections (
    tenant_id uuid not null default leme.current_tenant(),
    connection_id uuid not null,
    name text not null,
    provider text not null constraint connections_provider_check
        check (provider in ('local', 'google', 'azure_ad', 'saml', 'oidc')),
    issuer text not null,
    client_id text not null,
    client_secret_sealed bytea,
    audience text not null,
    token_use text not null
        constraint connections_token_use_check check (token_use in ('access', 'id')),
    jit_enabled boolean not null,
    jit_roles text[] not null,
    role_mappings jsonb not null,
    enabled boolean not null default true,
    created_at timestamptz not null,
    constraint connections_pkey primary key (tenant_id, connection_id),
    constraint connections_issuer_key unique (tenant_id, issuer)
);
create index connections_issuer on kernel.connections (issuer);
call leme.tenant_table('kernel.connections');

create table kernel.members (
    tenant_id uuid not null default leme.current_tenant(),
    member_id uuid not null,
    email text not null,
    name text not null,
    roles text[] not null,
    status text not null
        constraint members_status_check check (status in ('invited', 'active')),
    connection_id uuid,
    external_id text,
    created_at timestamptz not null,
    last_seen_at timestamptz,
    constraint members_pkey primary key (tenant_id, member_id),
    constraint members_email_key unique (tenant_id, email),
    constraint members_external_key unique (tenant_id, connection_id, external_id),
    constraint members_connection_fkey foreign key (tenant_id, connection_id)
        references kernel.connections (tenant_id, connection_id)
);
create index members_external on kernel.members (external_id);
create index members_email on kernel.members (email);
call leme.tenant_table('kernel.members');
