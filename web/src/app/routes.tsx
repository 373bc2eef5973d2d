// The route tree: which page stands where. Tabs of one noun may come from another noun's folder; they meet here
// and not by import. Everything but the shell and the overview is loaded when it is first opened.
import type { ComponentType } from 'react';
import type { RouteObject } from 'react-router';
import { NotFound, RouteFailure } from './failure';
import { SkeletonLines } from '@/ui/feedback';
import { Home } from './home';
import { Shell } from './shell';

type Page = { default: ComponentType };
const page = (load: () => Promise<Page>) => async () => ({ Component: (await load()).default });

export const routes: RouteObject[] = [
  {
    element: <Shell />,
    errorElement: <RouteFailure />,
    children: [
      {
        errorElement: <RouteFailure />,
        hydrateFallbackElement: <SkeletonLines lines={6} />,
        children: [
          { index: true, element: <Home /> },
          { path: 'tenants', lazy: page(() => import('@/features/tenants/page')) },
          {
            path: 'tenants/:tenantId',
            lazy: page(() => import('@/features/tenants/detail')),
            children: [
              { index: true, lazy: page(() => import('@/features/tenants/overview-tab')) },
              { path: 'people', lazy: page(() => import('@/features/members/tab')) },
              { path: 'entitlements', lazy: page(() => import('@/features/entitlements/tab')) },
              { path: 'sign-in', lazy: page(() => import('@/features/connections/tab')) },
              { path: 'activity', lazy: page(() => import('@/features/audit/tenant-tab')) },
            ],
          },
          { path: 'entitlements', lazy: page(() => import('@/features/entitlements/page')) },
          { path: 'runtimes', lazy: page(() => import('@/features/runtimes/page')) },
          {
            path: 'runtimes/:runtimeId',
            lazy: page(() => import('@/features/runtimes/detail')),
            children: [
              { index: true, lazy: page(() => import('@/features/runtimes/overview-tab')) },
              { path: 'switches', lazy: page(() => import('@/features/switches/runtime-tab')) },
              { path: 'activity', lazy: page(() => import('@/features/audit/runtime-tab')) },
            ],
          },
          { path: 'switches', lazy: page(() => import('@/features/switches/page')) },
          { path: 'audit', lazy: page(() => import('@/features/audit/page')) },
          { path: 'courses', lazy: page(() => import('@/features/courses/catalogue')) },
          { path: 'courses/:course', lazy: page(() => import('@/features/courses/course')) },
          { path: 'courses/:course/lessons/:lesson', lazy: page(() => import('@/features/courses/lesson')) },
          { path: 'progress', lazy: page(() => import('@/features/courses/progress')) },
          { path: '*', element: <NotFound /> },
        ],
      },
    ],
  },
];
