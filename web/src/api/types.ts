// The shapes on the wire, by the names the console uses. They are generated from openapi/*.json (`npm run api`);
// what stands here by itself is said to be so.
import type { components as CoursesComponents } from './courses-schema';
import type { components as KernelComponents } from './kernel-schema';

type Kernel = KernelComponents['schemas'];
type Courses = CoursesComponents['schemas'];

export type Maybe<T> = T | null | undefined;

export interface Page<T> {
  items: T[];
  next?: Maybe<string>;
}

export type Problem = Kernel['Problem'];
export type Violation = Kernel['Violation'];

export type TenantType = Kernel['TenantType'];
/** The colour is not part of the API yet; the shell already paints with it when it comes. */
export type Tenant = Kernel['Tenant'] & { policies: { security_level?: SecurityLevel; brand_colour?: Maybe<string> } };
export type SecurityLevel = Kernel['SecurityLevel'];
export type NewTenant = Kernel['NewTenant'];
export type TenantChanges = Kernel['TenantChanges'];
export type Me = Omit<Kernel['Me'], 'active'> & { active?: Maybe<Omit<Kernel['Active'], 'tenant'> & { tenant: Tenant }> };
export type NavGroup = Kernel['NavigationGroup'];

export type Member = Kernel['Member'];
export type NewMember = Pick<Kernel['NewMember'], 'email' | 'roles'> & Partial<Kernel['NewMember']>;
export type MemberChanges = Kernel['MemberChanges'];

export type Connection = Kernel['Connection'];
export type Provider = Kernel['Provider'];
/** A secret only goes in, so the document does not show it. */
export type ConnectionInput = Kernel['ConnectionInput'] & { client_secret?: string };
export type RoleMapping = Kernel['RoleMapping'];

export type Grant = Kernel['Grant'];
export type GrantState = Kernel['GrantState'];
export type NewGrant = Kernel['NewGrant'];
export type WindowKind = Kernel['Window']['kind'];
export type Decision = Kernel['CheckResponse'];
export type Simulation = Kernel['Simulation'];
export type Feature = Kernel['DeclaredFeature'];

export type Runtime = Kernel['Runtime'];
export type RuntimeLimit = Kernel['RuntimeLimit'];
export type Enrolment = Kernel['Enrolment'];
export type NewEnrolment = Kernel['NewEnrolment'];

export type KillSwitch = Kernel['Switch'];
export type NewSwitch = Kernel['NewSwitch'];
export type SwitchScope = Kernel['SwitchScope'];

export type AuditRecord = Kernel['AuditRecord'];

export type CourseProgress = Courses['CourseProgress'];
export type ProgressRow = Courses['ProgressRow'];
export type AttemptResult = Courses['AttemptResult'];

// The document says "string" where the runtime knows a few words.
export type LessonKind = 'text' | 'video' | 'quiz';
export type CourseCard = Courses['CourseCard'] & { level: 'beginner' | 'intermediate' | 'advanced' };
export type Course = CourseCard & Pick<Courses['CourseView'], 'description_html'> & { lessons: OutlineLine[] };
export type OutlineLine = Courses['OutlineLine'] & { kind: LessonKind };
export type Lesson = Courses['LessonView'] & { kind: LessonKind };
export type QuizQuestion = Courses['QuestionView'];

/** The edge writes no OpenAPI document; these are its `/auth/session`. */
export interface SessionTenant {
  tenant_id: string;
  name: string;
  type: TenantType;
  slug: string;
  roles?: string[];
}

export interface Session {
  authenticated: boolean;
  csrf_token?: Maybe<string>;
  user?: Maybe<{ name?: Maybe<string>; email?: Maybe<string> }>;
  tenant?: Maybe<SessionTenant>;
  memberships?: Maybe<SessionTenant[]>;
}

/** What is left of a problem when the answer came from somewhere else, such as a proxy. */
export interface ProblemBody {
  status: number;
  code: string;
  title?: string;
  detail?: Maybe<string>;
  correlation_id?: Maybe<string>;
  violations?: Maybe<Violation[]>;
}
