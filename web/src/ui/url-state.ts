// Filters, search and open panels live in the URL: a list can be sent to somebody as it is.
import { useCallback } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';

export function useParam(name: string): [string | undefined, (value: string | undefined) => void] {
  const [params, setParams] = useSearchParams();
  const value = params.get(name) || undefined;
  const set = useCallback(
    (next: string | undefined) =>
      setParams(
        (before) => {
          const after = new URLSearchParams(before);
          if (next) after.set(name, next);
          else after.delete(name);
          after.delete('cursor');
          return after;
        },
        { replace: true },
      ),
    [name, setParams],
  );
  return [value, set];
}

export interface Paging {
  cursor: string | undefined;
  page: number;
  next: (cursor: string) => void;
  previous: (() => void) | undefined;
}

/** Keyset pages only go forward; the way back is kept in the history entry. */
export function usePaging(): Paging {
  const [params] = useSearchParams();
  const location = useLocation();
  const navigate = useNavigate();
  const cursor = params.get('cursor') ?? undefined;
  const state = location.state as { trail?: string[] } | null;
  const trail = cursor ? (state?.trail ?? ['']) : [];
  const go = (to: string, nextTrail: string[]) => {
    const after = new URLSearchParams(params);
    if (to) after.set('cursor', to);
    else after.delete('cursor');
    void navigate({ search: after.toString() }, { state: { trail: nextTrail } });
  };
  return {
    cursor,
    page: trail.length + 1,
    next: (to) => go(to, [...trail, cursor ?? '']),
    previous: cursor ? () => go(trail.at(-1) ?? '', trail.slice(0, -1)) : undefined,
  };
}
