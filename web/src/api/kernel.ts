// The kernel's admin calls, one line each.
import { get, patch, post, put, remove } from './client';
import type { Query } from './client';
import type {
  AuditRecord, Connection, ConnectionInput, Decision, Enrolment, Feature, Grant, KillSwitch, Member, MemberChanges,
  NewEnrolment, NewGrant, NewMember, NewSwitch, NewTenant, Page, Runtime, RuntimeLimit, Simulation, Tenant,
  TenantChanges,
} from './types';

const base = '/api/kernel';

export const paths = {
  tenants: `${base}/tenants`,
  runtimes: `${base}/runtimes`,
  switches: `${base}/switches`,
  audit: `${base}/audit`,
  navigation: `${base}/navigation`,
} as const;

const tenantPath = (id: string) => `${paths.tenants}/${id}`;
const runtimePath = (id: string) => `${paths.runtimes}/${id}`;

export const listTenants = (query?: Query) => get<Page<Tenant>>(paths.tenants, query);
export const viewTenant = (id: string) => get<Tenant>(tenantPath(id));
export const createTenant = (body: NewTenant) => post<Tenant>(paths.tenants, body);
export const updateTenant = (id: string, body: TenantChanges) => patch<Tenant>(tenantPath(id), body);
export const suspendTenant = (id: string, reason: string) => post<Tenant>(`${tenantPath(id)}/suspend`, { reason });
export const resumeTenant = (id: string) => post<Tenant>(`${tenantPath(id)}/resume`);

export const listMembers = (tenant: string, query?: Query) => get<Page<Member>>(`${tenantPath(tenant)}/members`, query);
export const inviteMember = (tenant: string, body: NewMember) => post<Member>(`${tenantPath(tenant)}/members`, body);
export const updateMember = (tenant: string, id: string, body: MemberChanges) =>
  patch<Member>(`${tenantPath(tenant)}/members/${id}`, body);
export const removeMember = (tenant: string, id: string) => remove<void>(`${tenantPath(tenant)}/members/${id}`);

export const listConnections = (tenant: string) => get<Page<Connection>>(`${tenantPath(tenant)}/connections`);
export const createConnection = (tenant: string, body: ConnectionInput) =>
  post<Connection>(`${tenantPath(tenant)}/connections`, body);
export const updateConnection = (tenant: string, id: string, body: ConnectionInput) =>
  put<Connection>(`${tenantPath(tenant)}/connections/${id}`, body);
export const removeConnection = (tenant: string, id: string) =>
  remove<void>(`${tenantPath(tenant)}/connections/${id}`);

export const listGrants = (tenant: string, query?: Query) =>
  get<Page<Grant>>(`${tenantPath(tenant)}/entitlements`, query);
export const createGrant = (tenant: string, body: NewGrant) => post<Grant>(`${tenantPath(tenant)}/entitlements`, body);
export const revokeGrant = (tenant: string, id: string, reason: string) =>
  post<Grant>(`${tenantPath(tenant)}/entitlements/${id}/revoke`, { reason });
export const checkGrant = (tenant: string, body: Simulation) =>
  post<Decision>(`${tenantPath(tenant)}/entitlements/check`, body);
export const listFeatures = () => get<{ items: Feature[] }>(`${base}/features`);

export const listRuntimes = (query?: Query) => get<Page<Runtime>>(paths.runtimes, query);
export const viewRuntime = (id: string) => get<Runtime>(runtimePath(id));
export const suspendRuntime = (id: string, reason: string) => post<Runtime>(`${runtimePath(id)}/suspend`, { reason });
export const resumeRuntime = (id: string) => post<Runtime>(`${runtimePath(id)}/resume`);
export const limitRuntime = (id: string, body: RuntimeLimit) => post<Runtime>(`${runtimePath(id)}/limit`, body);
export const enrolRuntime = (body: NewEnrolment) => post<Enrolment>(`${paths.runtimes}/enrolments`, body);
export const listEnrolments = (query?: Query) => get<Page<Enrolment>>(`${paths.runtimes}/enrolments`, query);

export const listSwitches = (query?: Query) => get<Page<KillSwitch>>(paths.switches, query);
export const createSwitch = (body: NewSwitch) => post<KillSwitch>(paths.switches, body);
export const clearSwitch = (id: string) => post<KillSwitch>(`${paths.switches}/${id}/clear`);

export const listAudit = (query?: Query) => get<Page<AuditRecord>>(paths.audit, query);
export const viewAudit = (id: string, tenant?: string) =>
  get<AuditRecord>(`${paths.audit}/${id}`, tenant ? { tenant_id: tenant } : undefined);
export const auditCsv = (query?: Query) => get<string>(`${paths.audit}/export.csv`, query);
