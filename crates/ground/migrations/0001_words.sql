-- The words that every schema of Leme uses. Run by the owner of the database.

-- The tenant of this transaction. Outside a tenant transaction the setting is absent or empty and
-- this raises: a query without a tenant fails closed. (Never use the missing_ok form here.)
create function leme.current_tenant() returns uuid
language sql stable
as $$ select current_setting('leme.tenant')::uuid $$;

-- Tables that belong to nobody's tenant, each with its reason. A test allows no other.
create table leme.global_tables (
    name text constraint global_tables_pkey primary key,
    reason text not null
);

create procedure leme.ensure_role(role text)
language plpgsql
as $$
begin
    if not exists (select 1 from pg_roles where rolname = role) then
        execute format('create role %I login', role);
    end if;
exception when duplicate_object or unique_violation then
    null; -- another database of this server was faster
end $$;

-- A schema and its two accounts: the service (bound to a tenant by row security) and the platform
-- (work across tenants). Both own nothing.
create procedure leme.service_schema(schema text)
language plpgsql
as $$
declare
    service text := 'leme_' || schema;
    platform text := 'leme_' || schema || '_platform';
begin
    call leme.ensure_role(service);
    call leme.ensure_role(platform);
    execute format('create schema if not exists %I', schema);
    execute format('grant usage on schema leme, %I to %I, %I', schema, service, platform);
    execute format('grant connect on database %I to %I, %I', current_database(), service, platform);
end $$;

-- Binds a table to the tenant of the transaction.
create procedure leme.tenant_table(name regclass)
language plpgsql
as $$
declare
    schema text := (select n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where c.oid = name);
    service text := 'leme_' || schema;
    platform text := 'leme_' || schema || '_platform';
begin
    execute format('alter table %s enable row level security', name);
    execute format('alter table %s force row level security', name);
    -- The sub-select is evaluated once per statement, so the index on tenant_id is used.
    execute format(
        'create policy tenant_isolation on %s to %I
         using (tenant_id = (select leme.current_tenant()))
         with check (tenant_id = (select leme.current_tenant()))', name, service);
    execute format('create policy platform on %s to %I using (true) with check (true)',
                   name, platform);
    execute format('grant select, insert, update, delete on %s to %I, %I', name, service, platform);
end $$;

create function leme.refuse_change() returns trigger
language plpgsql
as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'integrity_constraint_violation';
end $$;

-- What is written stays written, for every account.
create procedure leme.append_only(name regclass)
language plpgsql
as $$
declare
    schema text := (select n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where c.oid = name);
begin
    execute format('revoke update, delete, truncate on %s from %I, %I', name,
                   'leme_' || schema, 'leme_' || schema || '_platform');
    execute format('create trigger append_only before update or delete on %s
                    for each row execute function leme.refuse_change()', name);
    execute format('create trigger append_only_truncate before truncate on %s
                    for each statement execute function leme.refuse_change()', name);
end $$;

-- A table without tenants: only the platform account reaches it.
create procedure leme.global_table(name regclass, reason text)
language plpgsql
as $$
declare
    schema text := (select n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where c.oid = name);
begin
    insert into leme.global_tables (name, reason) values (name::text, reason);
    execute format('grant select, insert, update, delete on %s to %I', name,
                   'leme_' || schema || '_platform');
end $$;

-- So that catalogue tests may read the list of exceptions.
grant usage on schema leme to public;
grant select on leme.global_tables to public;
