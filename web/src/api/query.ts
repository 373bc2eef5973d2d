// Reading and changing through TanStack Query. The key of a read is the request itself.
import { QueryClient, keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { useT } from '@/i18n/i18n';
import { toast } from '@/ui/toast';
import { curlOf, send } from './client';
import type { ApiRequest } from './client';
import { Problem, asProblem, problemText } from './errors';

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (failures, error) => failures < 2 && isTransient(error),
        retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 4_000),
        refetchOnWindowFocus: true,
      },
    },
  });
}

function isTransient(error: unknown): boolean {
  return error instanceof Problem && (error.status === 0 || error.status === 503 || error.status === 504);
}

export interface ReadOptions {
  /** Ask again every so many milliseconds while the page is visible. */
  every?: number;
  enabled?: boolean;
  /** Keep the last page on the screen while the next one loads. */
  keep?: boolean;
}

export type Read<T> = UseQueryResult<T, Problem>;

export function queryOf<T>(request: ApiRequest<T>) {
  return {
    queryKey: [request.path, request.query ?? {}] as const,
    queryFn: ({ signal }: { signal: AbortSignal }) => send(request, signal),
  };
}

export function useRead<T>(request: ApiRequest<T>, options: ReadOptions = {}): Read<T> {
  return useQuery<T, Problem, T, readonly [string, object]>({
    ...queryOf(request),
    enabled: options.enabled ?? true,
    refetchInterval: options.every ?? false,
    ...(options.keep ? { placeholderData: keepPreviousData } : {}),
  });
}

export interface ActionOptions<V, T> {
  request: (values: V) => ApiRequest<T>;
  /** The sentence shown when it worked. */
  done?: string | ((answer: T) => string);
  onDone?: (answer: T, values: V) => void;
  /** Reads whose path begins with one of these are read again. */
  refresh?: readonly string[];
  /** A form shows violations by its fields; everything else becomes a toast. */
  inForm?: boolean;
}

export interface Action<V> {
  run: (values: V) => void;
  pending: boolean;
  problem: Problem | undefined;
  reset: () => void;
}

/** A change. An error is shown once: by the field when a form asked for it, as a toast otherwise. */
export function useAction<V = void, T = unknown>(options: ActionOptions<V, T>): Action<V> {
  const t = useT();
  const client = useQueryClient();
  const mutation = useMutation<T, Problem, V>({
    mutationFn: (values) => send(options.request(values)),
    onSuccess: async (answer, values) => {
      const sentence = typeof options.done === 'function' ? options.done(answer) : options.done;
      if (sentence) toast.ok(sentence, { curl: curlOf(options.request(values)) });
      options.onDone?.(answer, values);
      await refresh(client, options.refresh ?? []);
    },
    onError: (error) => {
      const problem = asProblem(error);
      if (options.inForm && problem.violations.length > 0) return;
      toast.bad(problemText(t, problem), { reference: problem.correlationId });
    },
  });
  return {
    run: mutation.mutate,
    pending: mutation.isPending,
    problem: mutation.error ? asProblem(mutation.error) : undefined,
    reset: mutation.reset,
  };
}

export async function refresh(client: QueryClient, prefixes: readonly string[]): Promise<void> {
  await client.invalidateQueries({
    predicate: (query) => prefixes.some((prefix) => String(query.queryKey[0]).startsWith(prefix)),
  });
}

/** Reads every page of a list, up to a limit, for an export. */
export async function readAll<T>(
  request: ApiRequest<{ items: T[]; next?: string | null | undefined }>,
  most = 5_000,
): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await send({ ...request, query: { ...request.query, limit: 200, cursor } });
    all.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor && all.length < most);
  return all;
}
