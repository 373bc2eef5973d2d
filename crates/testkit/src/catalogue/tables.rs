//! Every table is bound to a tenant or is a named exception; the accounts own nothing.
use leme_ground::db::migrate::{Schema, accounts};
use sqlx::PgConnection;

use crate::Database;

/// Each rule as a query that lists what breaks it, with the sentence to say then.
const RULES: &[(&str, &str)] = &[
    (
        "has a tenant_id but no forced row security with the policies tenant_isolation and platform",
        "select t.name from leme_check_tables t
         where t.by_tenant and not (
             t.secured and t.forced
             and exists (select from pg_policy p where p.polrelid = t.id
                         and p.polname = 'tenant_isolation'
                         and pg_get_expr(p.polqual, p.polrelid) like '%tenant_id%current_tenant%'
                         and pg_get_expr(p.polwithcheck, p.polrelid)
                             like '%tenant_id%current_tenant%')
             and exists (select from pg_policy p where p.polrelid = t.id and p.polname = 'platform'))",
    ),
    (
        "has a policy that is neither tenant_isolation nor platform",
        "select t.name || '.' || p.polname from leme_check_tables t join pg_policy p
             on p.polrelid = t.id
         where p.polname not in ('tenant_isolation', 'platform')",
    ),
    (
        "has a tenant_id that may be null",
        "select t.name from leme_check_tables t join pg_attribute a on a.attrelid = t.id
         where t.by_tenant and a.attname = 'tenant_id' and not a.attnotnull",
    ),
    (
        "is a key of a tenant table that does not begin with tenant_id, or a foreign key between
         tenant tables that does not carry it",
        "select t.name || '.' || c.conname from leme_check_tables t
             join pg_constraint c on c.conrelid = t.id
             left join leme_check_tables f on f.id = c.confrelid
         where t.by_tenant and c.contype in ('p', 'u', 'f')
           and (c.contype <> 'f' or f.by_tenant)
           and (select attname from pg_attribute
                where attrelid = t.id and attnum = c.conkey[1]) <> 'tenant_id'",
    ),
    (
        "is a unique index of a tenant table that does not begin with tenant_id",
        "select t.name || '.' || i.indexrelid::regclass from leme_check_tables t
             join pg_index i on i.indrelid = t.id
         where t.by_tenant and i.indisunique
           and (select attname from pg_attribute
                where attrelid = t.id and attnum = i.indkey[0]) is distinct from 'tenant_id'",
    ),
    (
        "has no tenant_id, and leme.global_tables does not say why",
        "select t.name from leme_check_tables t
         where not t.by_tenant and t.name not like '%.\\_migrations' and t.name not like '%.\\_service'
           and not exists (select from leme.global_tables g where g.name = t.name)",
    ),
    (
        "has no tenant_id, yet a service account may touch it",
        "select t.name || ' ' || g.privilege_type || ' to ' || g.grantee
         from leme_check_tables t
             join information_schema.role_table_grants g
                 on t.name = g.table_schema || '.' || g.table_name
         where not t.by_tenant and g.grantee = 'leme_' || t.schema",
    ),
    (
        "is a constraint that its migration did not name (it would be API by accident)",
        "select t.name || '.' || c.conname from leme_check_tables t
             join pg_constraint c on c.conrelid = t.id
         where c.contype in ('u', 'f', 'c') and t.name not like '%.\\_migrations'
           and t.name not like '%.\\_service' and c.conname ~ '_(key|fkey|check)[0-9]+$'",
    ),
    (
        "is a view that does not run with its reader's rights",
        "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind = 'v' and n.nspname = any($1)
           and not coalesce('security_invoker=true' = any(c.reloptions), false)",
    ),
    (
        "is an account that is more than an account: superuser, BYPASSRLS, owner or member",
        "select r.rolname::text from pg_roles r
         where r.rolname in (select 'leme_' || s || suffix
                             from unnest($1) s, unnest(array['', '_platform']) suffix)
           and (r.rolsuper or r.rolbypassrls or r.rolcreatedb or r.rolcreaterole or r.rolreplication
                or exists (select from pg_class c where c.relowner = r.oid)
                or exists (select from pg_namespace n where n.nspowner = r.oid)
                or exists (select from pg_proc p where p.proowner = r.oid)
                or exists (select from pg_auth_members m where m.member = r.oid))",
    ),
];

/// Fails the test with a list of everything that breaks a rule.
pub async fn tables(database: &Database, schemas: &[Schema]) {
    tables_except(database, schemas, &[]).await;
}

/// The same, but for what breaks a rule on purpose: its name, and why it may. An exception that
/// breaks nothing any more fails the test too.
pub async fn tables_except(database: &Database, schemas: &[Schema], exceptions: &[(&str, &str)]) {
    let names: Vec<&str> = schemas.iter().map(|schema| schema.name).collect();
    let mut owner = database.owner().await;
    let mut broken = Vec::new();
    view(&mut owner, &names).await;
    for (sentence, rule) in RULES {
        let found: Vec<String> = sqlx::query_scalar(*rule)
            .bind(&names)
            .fetch_all(&mut owner)
            .await
            .unwrap_or_else(|error| panic!("{sentence}: {error}"));
        broken.extend(found.into_iter().map(|name| (name, *sentence)));
    }
    let idle: Vec<_> = exceptions
        .iter()
        .filter(|(name, _)| !broken.iter().any(|(found, _)| found == name))
        .collect();
    assert!(idle.is_empty(), "these exceptions break nothing: {idle:?}");
    broken.retain(|(found, _)| !exceptions.iter().any(|(name, _)| found == name));
    let broken: Vec<String> =
        broken.into_iter().map(|(name, sentence)| format!("{name} {sentence}")).collect();
    assert!(broken.is_empty(), "the catalogue breaks these rules:\n  {}", broken.join("\n  "));
    for schema in &names {
        for account in accounts(schema) {
            drop(database.connect_as(&account).await);
        }
    }
}

/// One temporary table that the rules read: what there is, and which of it has tenants.
async fn view(owner: &mut PgConnection, schemas: &[&str]) {
    let made = sqlx::query(
        "create temporary table leme_check_tables as
         select c.oid as id, n.nspname::text as schema, n.nspname || '.' || c.relname as name,
                c.relrowsecurity as secured, c.relforcerowsecurity as forced,
                exists (select from pg_attribute a where a.attrelid = c.oid
                        and a.attname = 'tenant_id' and not a.attisdropped) as by_tenant
         from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind in ('r', 'p') and n.nspname = any($1)",
    );
    made.bind(schemas).execute(owner).await.expect("reading the catalogue");
}
