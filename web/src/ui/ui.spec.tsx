import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { I18nProvider, makeTranslate } from '@/i18n/i18n';
import { en } from '@/i18n/en';
import type { ReactNode } from 'react';
import { Confirm } from './confirm';
import { toCsv } from './csv';
import { DataTable } from './data-table';
import type { ListState } from './data-table';
import { Form, TextField } from './form';
import { TooltipProvider } from './tooltip';

afterEach(cleanup);

const t = makeTranslate('en', en);
const show = (node: ReactNode) =>
  render(
    <MemoryRouter>
      <I18nProvider initial={t}>
        <TooltipProvider>{node}</TooltipProvider>
      </I18nProvider>
    </MemoryRouter>,
  );

describe('form', () => {
  test('a violation is shown by its field until the field is edited, and what was typed stays', () => {
    const submit = vi.fn();
    const errors = [{ pointer: '/name', text: 'This is taken.' }];
    const form = (shown: typeof errors) => (
      <MemoryRouter>
        <I18nProvider initial={t}>
          <Form errors={shown} onSubmit={submit}>
            <TextField name="name" label="Name" />
            <button type="submit">Go</button>
          </Form>
        </I18nProvider>
      </MemoryRouter>
    );
    const view = render(form([]));
    const input = screen.getByLabelText('Name');
    fireEvent.input(input, { target: { value: ' Acme ' } });
    fireEvent.click(screen.getByText('Go'));
    expect(submit).toHaveBeenCalledWith({ name: 'Acme' });
    view.rerender(form(errors));
    expect(screen.getByText('This is taken.')).toBeTruthy();
    expect(input.getAttribute('aria-invalid')).toBe('true');
    expect((input as HTMLInputElement).value).toBe(' Acme ');
    fireEvent.input(input, { target: { value: 'Acme 2' } });
    expect(screen.queryByText('This is taken.')).toBeNull();
  });

  test('a violation no field claims is shown above the form', () => {
    show(
      <Form errors={[{ pointer: '/elsewhere', text: 'Not in this form.' }]} onSubmit={() => {}}>
        <TextField name="name" label="Name" />
      </Form>,
    );
    expect(screen.getByRole('alert').textContent).toContain('Not in this form.');
  });
});

describe('confirm', () => {
  test('cannot be done before the name is typed, and passes the reason on', () => {
    const confirm = vi.fn();
    show(
      <Confirm open onClose={() => {}} title="Suspend?" action="Suspend" askReason typeName="Acme" pending={false} onConfirm={confirm}>
        Text
      </Confirm>,
    );
    fireEvent.change(screen.getByLabelText('Reason'), { target: { value: 'Unpaid' } });
    const button = screen.getByRole('button', { name: 'Suspend' });
    expect(button.getAttribute('aria-disabled')).toBe('true');
    fireEvent.click(button);
    fireEvent.change(screen.getByLabelText(/to confirm/), { target: { value: 'Acme' } });
    fireEvent.click(screen.getByRole('button', { name: 'Suspend' }));
    expect(confirm).toHaveBeenCalledExactlyOnceWith('Unpaid');
  });
});

describe('table', () => {
  const columns = [
    { id: 'name', header: 'Name', main: true, cell: (row: { name: string }) => row.name, text: (row: { name: string }) => row.name },
    { id: 'extra', header: 'Extra', extra: true, cell: () => 'more', text: () => 'more' },
  ];
  const table = (list: Partial<ListState<{ name: string }>>, filtered = false) =>
    show(
      <DataTable id="t" label="Things" columns={columns} list={{ rows: undefined, retry: () => {}, ...list }} rowKey={(row) => row.name} filtered={filtered} empty={<p>Create the first</p>} />,
    );

  test('shows rows and keeps extra columns back', () => {
    table({ rows: [{ name: 'One' }] });
    expect(screen.getByText('One')).toBeTruthy();
    expect(screen.queryByText('more')).toBeNull();
  });

  test('an empty list teaches the first step, an empty search does not', () => {
    table({ rows: [] });
    expect(screen.getByText('Create the first')).toBeTruthy();
    cleanup();
    table({ rows: [] }, true);
    expect(screen.getByText('Nothing matches')).toBeTruthy();
  });

  test('a refusal and a failure look different', () => {
    table({ failure: { text: 'No.', reference: undefined, forbidden: true } });
    expect(screen.getByText('You may not see this')).toBeTruthy();
    cleanup();
    table({ failure: { text: 'Broken.', reference: 'c1', forbidden: false } });
    expect(screen.getByText('Try again')).toBeTruthy();
  });
});

test('a csv cell is quoted and never a formula', () => {
  expect(toCsv(['a', 'b'], [['x,"y"', '=1+1']])).toBe('a,b\r\n"x,""y""",\'=1+1\r\n');
});
