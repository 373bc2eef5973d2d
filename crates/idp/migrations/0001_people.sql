-- People and their passwords. A person is one account here, however many organisations know them.
create table idp.users (
    user_id uuid constraint users_pkey primary key,
    email text not null constraint users_email_key unique,
    email_verified boolean not null,
    name text not null,
    locale text not null constraint users_locale_check check (locale in ('en', 'pt-BR')),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    disabled_at timestamptz,
    constraint users_email_check check (email !~ '[A-Z[:space:]]' and email like '_%@_%')
);
call leme.global_table('idp.users', 'an account belongs to a person, not to an organisation');

create table idp.credentials (
    user_id uuid constraint credentials_pkey primary key
        constraint credentials_user_fkey references idp.users (user_id) on delete cascade,
    phc text not null,
    changed_at timestamptz not null
);
call leme.global_table('idp.credentials', 'the password of a person');

-- Failed sign-ins by account, known browser and address. Keys are hashes: no e-mail stands here.
create table idp.throttles (
    key text constraint throttles_pkey primary key,
    failures integer not null,
    last_at timestamptz not null,
    blocked_until timestamptz
);
create index throttles_age on idp.throttles (last_at);
call leme.global_table('idp.throttles', 'counts failed sign-ins, before anybody is known');
