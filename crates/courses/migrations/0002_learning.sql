-- What is learnt. These rows belong to the learner's tenant. Courses and lessons are named by
-- value: they are rows of another tenant, the publisher.

-- One learner in one course. `completed_at` is set once and never taken back.
create table courses.progress (
    tenant_id uuid not null default leme.current_tenant(),
    identity_id uuid not null,
    course_id uuid not null,
    started_at timestamptz not null,
    last_activity_at timestamptz not null,
    completed_at timestamptz,
    constraint progress_pkey primary key (tenant_id, identity_id, course_id)
);
create index progress_activity
    on courses.progress (tenant_id, identity_id, last_activity_at desc, course_id);
call leme.tenant_table('courses.progress');

-- Lessons done. Rows are only added.
create table courses.completions (
    tenant_id uuid not null default leme.current_tenant(),
    identity_id uuid not null,
    course_id uuid not null,
    lesson_id uuid not null,
    completed_at timestamptz not null,
    constraint completions_pkey primary key (tenant_id, identity_id, course_id, lesson_id),
    constraint completions_progress_fkey foreign key (tenant_id, identity_id, course_id)
        references courses.progress (tenant_id, identity_id, course_id)
);
call leme.tenant_table('courses.completions');

-- Where a learner stopped watching.
create table courses.positions (
    tenant_id uuid not null default leme.current_tenant(),
    identity_id uuid not null,
    lesson_id uuid not null,
    position_s integer not null,
    moved_at timestamptz not null,
    constraint positions_pkey primary key (tenant_id, identity_id, lesson_id)
);
call leme.tenant_table('courses.positions');

create table courses.attempts (
    tenant_id uuid not null default leme.current_tenant(),
    attempt_id uuid not null,
    identity_id uuid not null,
    course_id uuid not null,
    lesson_id uuid not null,
    -- The version of the course whose questions were answered.
    version integer not null,
    answers jsonb not null,
    score integer not null,
    max_score integer not null,
    passed boolean not null,
    attempted_at timestamptz not null,
    constraint attempts_pkey primary key (tenant_id, attempt_id),
    constraint attempts_progress_fkey foreign key (tenant_id, identity_id, course_id)
        references courses.progress (tenant_id, identity_id, course_id)
);
create index attempts_of_learner on courses.attempts (tenant_id, identity_id, lesson_id, score desc);
call leme.tenant_table('courses.attempts');
call leme.append_only('courses.attempts');

-- The current or last visit of each learner.
create table courses.sessions (
    tenant_id uuid not null default leme.current_tenant(),
    identity_id uuid not null,
    session_id uuid not null,
    started_at timestamptz not null,
    last_seen_at timestamptz not null,
    ended_at timestamptz,
    constraint sessions_pkey primary key (tenant_id, identity_id)
);
call leme.tenant_table('courses.sessions');
