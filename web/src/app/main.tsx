// The start: language first, so that nothing is shown twice; then who is here; then the pages.
import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueryClient } from '@/api/query';
import { I18nProvider, loadLanguage, preferredLanguage } from '@/i18n/i18n';
import { ToastRegion } from '@/ui/toast';
import { TooltipProvider } from '@/ui/tooltip';
import { SessionGate } from './session-gate';
import './styles.css';

async function start(root: HTMLElement) {
  const initial = await loadLanguage(preferredLanguage());
  createRoot(root).render(
    <StrictMode>
      <CSPProvider disableStyleElements>
        <I18nProvider initial={initial}>
          <QueryClientProvider client={createQueryClient()}>
            <TooltipProvider delay={350}>
              <SessionGate />
              <ToastRegion />
            </TooltipProvider>
          </QueryClientProvider>
        </I18nProvider>
      </CSPProvider>
    </StrictMode>,
  );
}

const root = document.getElementById('root');
if (root) void start(root);
