-- The programs that may ask who somebody is.
create table idp.clients (
    client_id text constraint clients_pkey primary key,
    name text not null,
    kind text not null constraint clients_kind_check check (kind in ('confidential', 'public')),
    secret_hash bytea,
    redirect_uris text[] not null,
    post_logout_redirect_uris text[] not null,
    scopes text[] not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint clients_client_id_check check (client_id ~ '^[a-z0-9][a-z0-9-]{1,62}$'),
    constraint clients_secret_check check ((kind = 'confidential') = (secret_hash is not null))
);
call leme.global_table('idp.clients', 'programs of the platform, not of an organisation');

-- ES256 keys. The newest whose signs_from has come signs; older ones verify for a while.
create table idp.signing_keys (
    kid text constraint signing_keys_pkey primary key,
    x text not null,
    y text not null,
    private_sealed bytea not null,
    created_at timestamptz not null,
    signs_from timestamptz not null
);
call leme.global_table('idp.signing_keys', 'keys of the identity provider itself');
