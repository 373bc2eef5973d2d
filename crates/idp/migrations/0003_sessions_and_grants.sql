-- A browser in which a person is signed in. Only the hash of its cookie is kept.
create table idp.sessions (
    session_id uuid constraint sessions_pkey primary key,
    token_hash bytea not null constraint sessions_token_hash_key unique,
    user_id uuid not null
        constraint sessions_user_fkey references idp.users (user_id) on delete cascade,
    auth_time timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz
);
create index sessions_user on idp.sessions (user_id);
create index sessions_expiry on idp.sessions (expires_at);
call leme.global_table('idp.sessions', 'a person is signed in before an organisation is chosen');

-- What a person let a client have, once. Everything issued from one authorization hangs on one
-- grant, so revoking it revokes the family. (Outlives its session on purpose: no foreign key.)
create table idp.grants (
    grant_id uuid constraint grants_pkey primary key,
    client_id text not null
        constraint grants_client_fkey references idp.clients (client_id) on delete cascade,
    user_id uuid not null
        constraint grants_user_fkey references idp.users (user_id) on delete cascade,
    session_id uuid not null,
    scope text not null,
    auth_time timestamptz not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    revoked_why text
);
create index grants_session on idp.grants (session_id);
create index grants_user on idp.grants (user_id);
create index grants_client on idp.grants (client_id);
create index grants_expiry on idp.grants (expires_at);
call leme.global_table('idp.grants', 'what a person let a program have');

create table idp.codes (
    code_hash bytea constraint codes_pkey primary key,
    grant_id uuid not null
        constraint codes_grant_fkey references idp.grants (grant_id) on delete cascade,
    redirect_uri text not null,
    challenge text,
    nonce text,
    expires_at timestamptz not null,
    used_at timestamptz
);
create index codes_grant on idp.codes (grant_id);
call leme.global_table('idp.codes', 'authorization codes, for a minute');

create table idp.refresh_tokens (
    token_hash bytea constraint refresh_tokens_pkey primary key,
    grant_id uuid not null
        constraint refresh_tokens_grant_fkey references idp.grants (grant_id) on delete cascade,
    issued_at timestamptz not null,
    expires_at timestamptz not null,
    rotated_at timestamptz
);
create index refresh_tokens_grant on idp.refresh_tokens (grant_id);
call leme.global_table('idp.refresh_tokens', 'each hangs on the grant of a person');
