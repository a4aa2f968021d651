import { describe, expect, it } from 'vitest';
import { acceptAttribute, extensionOf, fileProblem, kindsOf } from '@/lib/check-file';

const upload = { max_bytes: 1000, extensions: ['pdf', '.md'] };

describe('fileProblem', () => {
  it('lets good files pass, whatever the case of their extension', () => {
    expect(fileProblem({ name: 'a.PDF', size: 10 }, upload)).toBeNull();
    expect(fileProblem({ name: 'a.md', size: 1000 }, upload)).toBeNull();
  });

  it('names the file and the reason', () => {
    expect(fileProblem({ name: 'a.exe', size: 10 }, upload)).toMatch(/a\.exe.*does not know this kind/);
    expect(fileProblem({ name: 'all.ZIP', size: 10 }, upload)).toMatch(/all\.ZIP.*Unpack it/);
    expect(fileProblem({ name: 'a.pdf', size: 0 }, upload)).toMatch(/empty/);
    expect(fileProblem({ name: 'a.pdf', size: 1001 }, upload)).toMatch(/larger than/);
    expect(fileProblem({ name: 'noextension', size: 5 }, upload)).toMatch(/cannot be read/);
  });
});

it('tells the file field what to offer', () => {
  expect(acceptAttribute(upload)).toBe('.pdf,.md');
  expect(extensionOf('archive.tar.GZ')).toBe('gz');
});

it('names the kinds that people know, not eighty endings', () => {
  const extensions = ['pdf', 'docx', 'eml', ...Array.from({ length: 80 }, (_, n) => `x${n}`)];
  expect(kindsOf({ max_bytes: 1, extensions })).toBe('PDF, Word, e-mails, and more');
  expect(kindsOf({ max_bytes: 1, extensions: ['pdf', '.md', ''] })).toBe('PDF, MD');
});
