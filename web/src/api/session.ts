// Who is here: the edge's session and what the kernel says this person may do.
import { get, post, setSessionContext } from './client';
import { useRead } from './query';
import type { Read } from './query';
import type { Me, NavGroup, Session } from './types';

const path = '/auth/session';

export const sessionRequest = get<Session>(path);
export const switchTenant = (id: string) => post<void>('/auth/tenant', { tenant_id: id });
export const signOut = () => post<{ redirect?: string }>('/auth/logout');

export const signInUrl = (returnTo: string): string => `/auth/login?return_to=${encodeURIComponent(returnTo)}`;

export function useSession(): Read<Session> {
  const session = useRead(sessionRequest);
  if (session.data) {
    setSessionContext(session.data.csrf_token ?? undefined, session.data.tenant?.tenant_id);
  }
  return session;
}

export function useMe(enabled = true): Read<Me> {
  return useRead(get<Me>('/api/kernel/me'), { enabled });
}

/** Asked once it is known who this is: before that there is nothing to show it to. */
export function useNavigation(): Read<{ groups: NavGroup[] }> {
  const me = useMe();
  return useRead(get<{ groups: NavGroup[] }>('/api/kernel/navigation'), { every: 30_000, enabled: me.isSuccess });
}

/** Does this set of permissions hold the one that is asked for? `runtime.*` holds every `runtime.` permission. */
export function holds(permissions: readonly string[], wanted: string): boolean {
  return permissions.some(
    (given) => given === '*' || given === wanted || (given.endsWith('.*') && wanted.startsWith(given.slice(0, -1))),
  );
}

export function useCan(): (permission: string) => boolean {
  const me = useMe();
  const permissions = me.data?.active?.permissions ?? [];
  return (permission) => holds(permissions, permission);
}

export const isOwner = (me: Me | undefined): boolean => me?.active?.tenant.type === 'internal';
