-- Organisations, and the number that moves with every governed change.
create table kernel.tenants (
    tenant_id uuid not null,
    parent_id uuid,
    -- From the parent up to the root, so that a subtree is one index look-up.
    ancestors uuid[] not null,
    name text not null,
    slug text not null,
    type text not null
        constraint tenants_type_check check (type in ('individual', 'company', 'internal')),
    status text not null default 'active'
        constraint tenants_status_check check (status in ('active', 'suspended')),
    suspended_reason text,
    -- The organisation that suspended it: only that one, or one above it, resumes.
    stopped_by uuid,
    security_level text not null default 'standard'
        constraint tenants_security_level_check check (security_level in ('standard', 'enterprise')),
    data_residency text,
    time_zone text not null default 'UTC',
    created_at timestamptz not null,
    constraint tenants_pkey primary key (tenant_id),
    constraint tenants_parent_fkey foreign key (parent_id) references kernel.tenants (tenant_id)
);
-- A slug is an address for people, unique on the platform. The one constraint that tells that
-- something exists elsewhere, as a domain name would.
create unique index tenants_slug_key on kernel.tenants (slug);
create unique index tenants_one_internal on kernel.tenants (type) where type = 'internal';
create index tenants_ancestors on kernel.tenants using gin (ancestors);
create index tenants_name on kernel.tenants (name, tenant_id);

alter table kernel.tenants enable row level security;
alter table kernel.tenants force row level security;
-- A tenant sees itself and everything below it; it writes rows of its own subtree only.
create policy tenant_isolation on kernel.tenants to leme_kernel
    using (tenant_id = (select leme.current_tenant())
           or (select leme.current_tenant()) = any (ancestors))
    with check (tenant_id = (select leme.current_tenant())
                or (select leme.current_tenant()) = any (ancestors));
create policy platform on kernel.tenants to leme_kernel_platform using (true) with check (true);
grant select, insert, update on kernel.tenants to leme_kernel, leme_kernel_platform;

-- Moves with every governed change, in commit order: the row lock sees to that.
create table kernel.policy (
    only_row boolean constraint policy_pkey primary key default true
        constraint policy_only_row_check check (only_row),
    version bigint not null
);
insert into kernel.policy (version) values (1);
call leme.global_table('kernel.policy', 'one number for the whole platform');

-- Whose change moved the version: Kernel processes read on from the version they know.
create table kernel.policy_changes (
    version bigint constraint policy_changes_pkey primary key,
    changed_tenant_id uuid not null
);
call leme.global_table('kernel.policy_changes', 'tells caches what to read again; ids only');

create function kernel.bump_policy() returns bigint
language sql security definer set search_path = kernel, pg_temp
as $$
    with moved as (update kernel.policy set version = version + 1 returning version),
    noted as (
        insert into kernel.policy_changes (version, changed_tenant_id)
        select version, leme.current_tenant() from moved
    ),
    pruned as (
        delete from kernel.policy_changes where version < (select version from moved) - 100000
    )
    select version from moved
$$;
revoke all on function kernel.bump_policy() from public;
grant execute on function kernel.bump_policy() to leme_kernel, leme_kernel_platform;
