// Generated from openapi/kernel.json by `npm run api`. Do not edit.

export interface paths {
    "/kernel/audit/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keeps events that a runtime tells: one, or `{"events": […]}` with at most 500. */
        post: operations["audit_ingest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/kernel/entitlements/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says whether a tenant may use a feature now. Changes no counter. */
        post: operations["entitlement_check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/kernel/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reads what the Kernel did in one tenant, oldest first: a page, or with
         *     `Accept: text/event-stream` a stream that stays open.
         */
        get: operations["event_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/kernel/identity/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says who a person is in a tenant, and what the tenant holds for the calling runtime. */
        post: operations["identity_resolve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/kernel/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The public keys that runtime tokens and licences are signed with. */
        get: operations["jwks_view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/kernel/licence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tenant's compiled entitlements for the calling runtime, signed. */
        get: operations["licence_view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/kernel/runtimes/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lets a runtime enter: by an enrolment token and its public key the first time, by an assertion
         *     signed with that key ever after. The same key gets the same id.
         */
        post: operations["runtime_register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/kernel/runtimes/{runtime_id}/heartbeat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes the report of a runtime and tells it what to do. The first one makes it active. */
        post: operations["runtime_heartbeat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/kernel/usage/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Counts uses that a runtime tells, each once. */
        post: operations["usage_ingest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads the audit of an organisation, newest first; with `tree` everything below it too. */
        get: operations["audit_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/export.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same rows as CSV, at most 10,000. */
        get: operations["audit_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/{event_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows one entry. */
        get: operations["audit_view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/features": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the features that can be granted, from the manifests of the registered runtimes. */
        get: operations["feature_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows the limits. */
        get: operations["limits_view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows the signed-in person, their organisations, and what they may do in the acting one. */
        get: operations["me_view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/navigation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows what the console offers in the acting organisation: the products it holds something of. */
        get: operations["navigation_view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runtimes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the runtimes of the acting organisation and of everything below it, newest first. */
        get: operations["runtime_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runtimes/enrolments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the enrolments of the acting organisation and of everything below it, newest first. */
        get: operations["enrolment_list"];
        put?: never;
        /**
         * Gives a token by which one runtime may enter. It is shown once: a repeat with the same
         *     idempotency key shows the enrolment without it.
         */
        post: operations["enrolment_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runtimes/{runtime_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows one runtime. */
        get: operations["runtime_view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runtimes/{runtime_id}/limit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Limits how many requests a runtime works on at once; resume takes the limit away. */
        post: operations["runtime_limit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runtimes/{runtime_id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lets a runtime execute again, without a limit. */
        post: operations["runtime_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runtimes/{runtime_id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stops a runtime: it may only beat, and is told to execute nothing. */
        post: operations["runtime_suspend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/switches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the kill switches of the acting organisation and of everything below it, and those that
         *     stop it, newest first.
         */
        get: operations["switch_list"];
        put?: never;
        /** Pulls a kill switch. Runtimes hear of it with their next heartbeat and acknowledge it. */
        post: operations["switch_activate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/switches/{switch_id}/clear": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Clears a kill switch: by whoever pulled it, or by an organisation above. */
        post: operations["switch_clear"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the acting organisation and everything below it, by name. */
        get: operations["tenant_list"];
        put?: never;
        /** Makes an organisation below the acting one, with the built-in sign-in. */
        post: operations["tenant_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows one organisation. */
        get: operations["tenant_view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes name or policies. */
        patch: operations["tenant_update"];
        trace?: never;
    };
    "/v1/tenants/{tenant_id}/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists how people of an organisation sign in. */
        get: operations["connection_list"];
        put?: never;
        /** Connects an identity provider. */
        post: operations["connection_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant_id}/connections/{connection_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows one connection. */
        get: operations["connection_view"];
        /** Puts new values in place of a connection's. */
        put: operations["connection_update"];
        post?: never;
        /** Disconnects an identity provider. Its people stay members and need another way in. */
        delete: operations["connection_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant_id}/entitlements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists what an organisation was granted, newest first. */
        get: operations["grant_list"];
        put?: never;
        /** Grants a feature to an organisation. */
        post: operations["grant_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant_id}/entitlements/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tries out a check, as a runtime would ask it. */
        post: operations["grant_check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant_id}/entitlements/{grant_id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a grant back; runtimes see it with their next check. */
        post: operations["grant_revoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant_id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the people of an organisation, by e-mail. */
        get: operations["member_list"];
        put?: never;
        /** Adds a person by e-mail; they arrive with their first sign-in. */
        post: operations["member_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant_id}/members/{member_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes a person; their sessions here end within seconds. */
        delete: operations["member_remove"];
        options?: never;
        head?: never;
        /** Gives a member other roles. */
        patch: operations["member_change"];
        trace?: never;
    };
    "/v1/tenants/{tenant_id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lets a suspended organisation act again. */
        post: operations["tenant_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant_id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stops an organisation: every call in its name is refused until it is resumed. */
        post: operations["tenant_suspend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A runtime and a kill switch. */
        Acknowledgement: {
            /** @description The runtime. */
            runtime_id: components["schemas"]["RuntimeId"];
            /**
             * Format: date-time
             * @description When it said that it obeys; absent while it has not.
             */
            applied_at?: string | null;
        };
        /** @description Where a person acts now. */
        Active: {
            /** @description The organisation. */
            tenant: components["schemas"]["Tenant"];
            /** @description The person there. */
            identity_id: components["schemas"]["IdentityId"];
            /** @description Roles there. */
            roles: string[];
            /** @description What those roles permit. */
            permissions: string[];
        };
        /**
         * @description Who did it.
         * @enum {string}
         */
        ActorType: "user" | "runtime" | "system";
        /** @description What a runtime has applied of what it was told. */
        Applied: {
            /**
             * Format: int64
             * @description The policy version it works under.
             */
            policy_version: number;
            /** @description The kill switches that it obeys now: the acknowledgement. */
            kill_switches?: components["schemas"]["SwitchId"][];
        };
        /** @description `POST /kernel/audit/events`: one event, or `{"events": […]}` with at most 500. */
        AuditBatch: {
            /** @description At most 500. */
            events: components["schemas"]["AuditEvent"][];
        };
        /** @description What the document says of the body. */
        AuditBody: components["schemas"]["AuditBatch"] | components["schemas"]["AuditEvent"];
        /** @description One entry of the audit. */
        AuditEvent: {
            /** @description Made by the teller; telling the same event twice counts once. */
            event_id: components["schemas"]["AuditEventId"];
            /** @description The tenant it happened in. */
            tenant_id: components["schemas"]["TenantId"];
            runtime_id?: components["schemas"]["RuntimeId"] | null;
            /** @description Who did it. */
            actor_type: components["schemas"]["ActorType"];
            /** @description Which person, runtime or part of the platform. */
            actor_id: string;
            /** @description What happened, dotted, for example `session.started`. */
            type: string;
            /**
             * Format: date-time
             * @description When it happened at the teller.
             */
            timestamp: string;
            /** @description The request it belongs to. */
            correlation_id: string;
            /** @description The facts; never secrets. */
            payload?: {
                [key: string]: unknown;
            };
        };
        /**
         * Format: uuid
         * @description Id of a audit event (UUIDv7).
         */
        AuditEventId: string;
        /** @description An entry as the audit shows it. */
        AuditRecord: {
            /** @description Its id. */
            event_id: components["schemas"]["AuditEventId"];
            /** @description The tenant it happened in. */
            tenant_id: components["schemas"]["TenantId"];
            /** @description What people call that tenant. */
            tenant_name?: string | null;
            /**
             * Format: int64
             * @description Its number within the tenant, without gaps.
             */
            seq: number;
            runtime_id?: components["schemas"]["RuntimeId"] | null;
            /** @description Who did it. */
            actor_type: components["schemas"]["ActorType"];
            /** @description Which person, runtime or part of the platform. */
            actor_id: string;
            /** @description What people call the actor. */
            actor_name?: string | null;
            /** @description What happened. */
            type: string;
            /**
             * Format: date-time
             * @description When it happened at the teller.
             */
            timestamp: string;
            /**
             * Format: date-time
             * @description When it was kept.
             */
            received_at: string;
            /** @description The request it belongs to. */
            correlation_id: string;
            /** @description The facts. */
            payload: {
                [key: string]: unknown;
            };
        };
        /**
         * @description Why a check answered as it did.
         * @enum {string}
         */
        CheckCode: "ok" | "no_entitlement" | "expired" | "quota_exceeded" | "tenant_suspended" | "runtime_suspended" | "kill_switch" | "policy_denied" | "feature_unknown";
        /** @description The numbers behind a limited feature. */
        CheckLimits: {
            /**
             * Format: int64
             * @description How much the window holds.
             */
            limit: number;
            /**
             * Format: int64
             * @description How much of it was used.
             */
            used: number;
            /**
             * Format: int64
             * @description How much is held by open reservations.
             */
            reserved: number;
            /**
             * Format: int64
             * @description What is left.
             */
            remaining: number;
            /**
             * Format: date-time
             * @description When the window starts again; absent when it never does.
             */
            reset_at?: string | null;
        };
        /** @description `POST /kernel/entitlements/check`. Asking never changes a counter. */
        CheckRequest: {
            /** @description Who wants to use it. */
            tenant_id: components["schemas"]["TenantId"];
            /** @description Where it is to be used: the calling runtime. */
            runtime_id: components["schemas"]["RuntimeId"];
            /** @description The feature, for example `report.export:monthly`. */
            feature: string;
            /** @description Facts for policies, at most 32 short strings. */
            context?: {
                [key: string]: string;
            };
        };
        /** @description The answer to a check. */
        CheckResponse: {
            /** @description Whether it may happen. */
            allowed: boolean;
            /** @description Why. */
            code: components["schemas"]["CheckCode"];
            limits?: components["schemas"]["CheckLimits"] | null;
            /** @description What the answer rests on, for example `grant:0190…` or `switch:0190…`. */
            source?: string[];
            /** @description Names this answer in logs and audit. */
            decision_id: components["schemas"]["DecisionId"];
        };
        /** @description A connection as it is shown. */
        Connection: {
            /** @description Its id. */
            connection_id: components["schemas"]["ConnectionId"];
            /** @description The tenant that trusts it. */
            tenant_id: components["schemas"]["TenantId"];
            /** @description What people call it. */
            name: string;
            /** @description The kind of provider. */
            provider: components["schemas"]["Provider"];
            /** @description Who signs. */
            issuer: string;
            /** @description The client that we are there. */
            client_id: string;
            /** @description Whether a client secret is kept (it is never shown). */
            has_secret: boolean;
            /** @description The audience that tokens must name. */
            audience: string;
            /** @description Which token vouches. */
            token_use: components["schemas"]["TokenUse"];
            /** @description What happens to people nobody invited. */
            jit: components["schemas"]["Jit"];
            /** @description Claims that give roles. */
            role_mappings: components["schemas"]["RoleMapping"][];
            /** @description Whether it may be used. */
            enabled: boolean;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
        };
        /**
         * Format: uuid
         * @description Id of a connection (UUIDv7).
         */
        ConnectionId: string;
        /** @description A connection to be made or put in place of another. */
        ConnectionInput: {
            /** @description What people call it. */
            name: components["schemas"]["Name"];
            /** @description The kind of provider. */
            provider: components["schemas"]["Provider"];
            /** @description Who signs: an https URL with a discovery document below it. */
            issuer: string;
            /** @description The client that we are there. */
            client_id: string;
            /** @description Our secret there; absent keeps the one we have, empty removes it. */
            client_secret?: string | null;
            /** @description The audience that tokens must name; the client id when absent. */
            audience?: string | null;
            /** @description Which token vouches. */
            token_use: components["schemas"]["TokenUse"];
            /** @description What happens to people nobody invited. */
            jit?: components["schemas"]["Jit"];
            /** @description Claims that give roles, at most 50. */
            role_mappings?: components["schemas"]["RoleMapping"][];
            /** @description Whether it may be used. */
            enabled?: boolean;
        };
        /**
         * Format: uuid
         * @description Id of a decision (UUIDv7).
         */
        DecisionId: string;
        /** @description A feature that a product declares. */
        DeclaredFeature: {
            /** @description The product. */
            product: string;
            /** @description Its key; `name:*` is a family of keys. */
            key: string;
            /** @description Whether use is counted. */
            kind: components["schemas"]["FeatureKind"];
            /** @description What people call it. */
            title: components["schemas"]["Text"];
            /**
             * Format: int32
             * @description Seconds it may be used when the Kernel is away.
             */
            max_staleness_s: number;
        };
        /**
         * @description Whom a runtime serves and where it stands.
         * @enum {string}
         */
        DeploymentMode: "shared" | "dedicated" | "on_prem";
        /**
         * @description What the Kernel tells a runtime to do.
         * @enum {string}
         */
        Directive: "continue" | "suspend" | "limit";
        /** @description An e-mail address, lower-cased (one `@`, a dot in the domain). */
        Email: string;
        /** @description An enrolment. */
        Enrolment: {
            /** @description Its id. */
            enrolment_id: components["schemas"]["EnrolmentId"];
            /** @description The tenant that the runtime will belong to. */
            tenant_id: components["schemas"]["TenantId"];
            /** @description The kind of runtime. */
            runtime_type: components["schemas"]["RuntimeType"];
            /** @description The product it runs. */
            product: string;
            /** @description Whom it will serve. */
            deployment_mode: components["schemas"]["DeploymentMode"];
            /** @description Where it stands. */
            state: components["schemas"]["EnrolmentState"];
            /** @description Who gave the token. */
            created_by: string;
            /**
             * Format: date-time
             * @description When.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Until when it may be used.
             */
            expires_at: string;
            /**
             * Format: date-time
             * @description When it was used.
             */
            used_at?: string | null;
            runtime_id?: components["schemas"]["RuntimeId"] | null;
            /** @description The token: only in the first answer to its making, nowhere else, never again. */
            token?: string | null;
        };
        /**
         * Format: uuid
         * @description Id of a enrolment (UUIDv7).
         */
        EnrolmentId: string;
        /**
         * @description Where an enrolment stands; follows from time and use.
         * @enum {string}
         */
        EnrolmentState: "open" | "used" | "expired";
        /** @description What a tenant holds for a runtime. */
        Entitlement: {
            /** @description The tenant that holds it. */
            tenant_id: components["schemas"]["TenantId"];
            /** @description The runtime it is for. */
            runtime_id: components["schemas"]["RuntimeId"];
            /** @description The feature; a trailing `*` covers every feature with that beginning. */
            feature: string;
            /** @description Its quota. */
            limits: components["schemas"]["EntitlementLimits"];
            /**
             * Format: date-time
             * @description Until when it holds; absent means until it is revoked.
             */
            valid_until?: string | null;
        };
        /** @description The quota of an entitlement. */
        EntitlementLimits: {
            /**
             * Format: int64
             * @description How much may be used in one window; absent means without limit.
             */
            quota?: number | null;
            time_window?: components["schemas"]["Window"] | null;
        };
        /** @description An event as readers get it: CloudEvents 1.0. */
        Event: {
            /** @description Always `1.0`. */
            specversion: components["schemas"]["SpecVersion"];
            /** @description Readers drop an id that they have seen. */
            id: components["schemas"]["EventId"];
            /** @description Always `/kernel`. */
            source: components["schemas"]["Source"];
            /** @description What happened, for example `tenant.suspended`. */
            type: string;
            /**
             * Format: date-time
             * @description When it happened.
             */
            time: string;
            /** @description The id of the thing it happened to. */
            subject: string;
            /** @description The tenant it happened in. */
            tenantid: components["schemas"]["TenantId"];
            /** @description The request that caused it; empty when no request did. */
            correlationid: string;
            /** @description Names the shape of `data`. */
            dataschema: string;
            /** @description The facts; never a secret. */
            data: unknown;
        };
        /**
         * Format: uuid
         * @description Id of a event (UUIDv7).
         */
        EventId: string;
        /** @description Events of one tenant, oldest first. */
        EventPage: {
            /** @description The events. */
            items: components["schemas"]["Event"][];
            /** @description Where to read on; always present. */
            next: string;
        };
        /** @description A feature that can be granted and is asked for in checks. */
        Feature: {
            /** @description Its key; `name:*` declares a family of keys. */
            key: string;
            /** @description Whether use is counted. */
            kind: components["schemas"]["FeatureKind"];
            /** @description What people call it. */
            title: components["schemas"]["Text"];
            /**
             * Format: int32
             * @description Seconds the runtime may trust its last licence for it when the Kernel is away.
             */
            max_staleness_s?: number;
        };
        /**
         * @description Whether use of a feature is counted.
         * @enum {string}
         */
        FeatureKind: "boolean" | "limited";
        /** @description Features that can be granted. */
        Features: {
            /** @description By product and key. */
            items: components["schemas"]["DeclaredFeature"][];
        };
        /** @description What a tenant was given. */
        Grant: {
            /** @description Its id. */
            grant_id: components["schemas"]["GrantId"];
            /** @description Who holds it. */
            tenant_id: components["schemas"]["TenantId"];
            /** @description The product it is for. */
            product: string;
            /** @description The feature; a trailing `*` covers every feature with that beginning. */
            feature: string;
            /**
             * Format: int64
             * @description How much may be used in one window; absent means without limit.
             */
            limit?: number | null;
            window?: components["schemas"]["Window"] | null;
            /**
             * Format: date-time
             * @description From when it holds.
             */
            valid_from: string;
            /**
             * Format: date-time
             * @description Until when it holds.
             */
            valid_until?: string | null;
            /** @description Where it stands. */
            state: components["schemas"]["GrantState"];
            /** @description Why it was given. */
            note?: string | null;
            /** @description Who gave it. */
            created_by: string;
            /**
             * Format: date-time
             * @description When.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it was taken back.
             */
            revoked_at?: string | null;
            /**
             * Format: int64
             * @description Used in the current window, for a limited grant.
             */
            used?: number | null;
        };
        /**
         * Format: uuid
         * @description Id of a grant (UUIDv7).
         */
        GrantId: string;
        /**
         * @description Where a grant stands; follows from time and revocation.
         * @enum {string}
         */
        GrantState: "scheduled" | "active" | "expired" | "revoked";
        /**
         * @description How a runtime feels.
         * @enum {string}
         */
        Health: "healthy" | "degraded";
        /** @description `POST /kernel/runtimes/{runtime_id}/heartbeat`. */
        HeartbeatRequest: {
            /** @description How it feels. */
            status: components["schemas"]["Health"];
            /** @description Its numbers, at most 64. */
            metrics?: {
                [key: string]: number;
            };
            /** @description What it has applied. */
            applied?: components["schemas"]["Applied"];
        };
        /** @description The answer to a heartbeat. */
        HeartbeatResponse: {
            /** @description What to do. */
            directive: components["schemas"]["Directive"];
            /** @description What holds now. */
            policies: components["schemas"]["RuntimePolicies"];
            /** @description The version it should run, when that differs. */
            desired_version?: string | null;
            /** @description The kill switches in force for it. */
            kill_switches?: components["schemas"]["KillSwitch"][];
            /** @description The next bearer token. */
            runtime_token: string;
            /**
             * Format: date-time
             * @description When it ends.
             */
            token_expires_at: string;
        };
        /** @description A person as one tenant knows them. */
        Identity: {
            /** @description Its id, stable within the tenant. */
            identity_id: components["schemas"]["IdentityId"];
            /** @description The tenant. */
            tenant_id: components["schemas"]["TenantId"];
            /** @description The subject at the provider. */
            external_id: string;
            /** @description The kind of provider. */
            provider: components["schemas"]["Provider"];
            /** @description Roles in this tenant. */
            roles: string[];
            /** @description Facts worth showing: `name`, `email`, `locale`. */
            attributes: {
                [key: string]: string;
            };
        };
        /**
         * Format: uuid
         * @description Id of a identity (UUIDv7).
         */
        IdentityId: string;
        /** @description What happens to people nobody invited. */
        Jit: {
            /** @description Whether they are let in, as members. */
            enabled: boolean;
            /** @description The roles they get. */
            default_roles?: string[];
        };
        /** @description A kill switch in force. */
        KillSwitch: {
            /** @description Its id, to be acknowledged in `applied.kill_switches`. */
            id: components["schemas"]["SwitchId"];
            /** @description How far it reaches. */
            scope: components["schemas"]["SwitchScope"];
            tenant_id?: components["schemas"]["TenantId"] | null;
            /** @description The feature it stops, with scope `feature`; may end in `*`. */
            feature?: string | null;
            /** @description Why, for people. */
            reason: string;
            /**
             * Format: date-time
             * @description Since when.
             */
            activated_at: string;
        };
        /** @description `GET /kernel/licence`. */
        LicenceResponse: {
            /** @description Compact JWS (EdDSA) over [`LicenceClaims`]. */
            licence: string;
        };
        /** @description The limits that hold. */
        Limits: {
            /**
             * Format: int32
             * @description Rows on one page.
             */
            page_rows_max: number;
            /** @description Bytes of a request body. */
            body_bytes_max: number;
            /** @description Events in one batch. */
            batch_events_max: number;
            /** @description Characters of a name. */
            name_chars_max: number;
            /** @description Characters of a slug. */
            slug_chars_max: number;
            /** @description Bytes of one audit payload. */
            audit_payload_bytes_max: number;
            /**
             * Format: int64
             * @description Connections of one organisation.
             */
            connections_max: number;
            /** @description Levels of the tree of organisations. */
            tenant_depth_max: number;
        };
        /** @description A runtime's own description, validated against `schemas/Manifest.json`. */
        Manifest: {
            /** @description The product it runs: a short lower-case name, also its path at the edge. */
            product: string;
            /** @description What people call it. */
            title: components["schemas"]["Text"];
            /** @description Where the edge reaches it; absent for a runtime that only calls out. */
            endpoint?: string | null;
            /** @description What can be granted. */
            features?: components["schemas"]["Feature"][];
            /** @description What is metered. */
            meters?: components["schemas"]["Meter"][];
            /** @description The audit and domain events it may tell. */
            event_types?: string[];
            /** @description Its entries in the navigation. */
            ui?: components["schemas"]["UiEntry"][];
        };
        /** @description `GET /v1/me`. */
        Me: {
            /** @description The subject at the provider. */
            subject: string;
            /** @description Display name. */
            name: string;
            /** @description E-mail address. */
            email: string;
            /** @description Every organisation of the person, by name. */
            memberships: components["schemas"]["Membership"][];
            active?: components["schemas"]["Active"] | null;
        };
        /** @description A person in a tenant. */
        Member: {
            /** @description The membership. */
            member_id: components["schemas"]["MemberId"];
            /** @description The tenant. */
            tenant_id: components["schemas"]["TenantId"];
            /** @description E-mail address. */
            email: string;
            /** @description Display name. */
            name: string;
            /** @description Roles. */
            roles: string[];
            /** @description Whether the person has arrived. */
            status: components["schemas"]["MemberStatus"];
            identity_id?: components["schemas"]["IdentityId"] | null;
            /**
             * Format: date-time
             * @description Since when.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Last seen, to within five minutes.
             */
            last_seen_at?: string | null;
        };
        /** @description Changes to a member. */
        MemberChanges: {
            /** @description Roles from now on, 1 to 20. */
            roles: string[];
        };
        /**
         * Format: uuid
         * @description Id of a member (UUIDv7).
         */
        MemberId: string;
        /**
         * @description Whether the person has arrived.
         * @enum {string}
         */
        MemberStatus: "invited" | "active";
        /** @description An organisation that a person belongs to. */
        Membership: {
            /** @description The organisation. */
            tenant: components["schemas"]["MembershipTenant"];
            /** @description The person there. */
            identity_id: components["schemas"]["IdentityId"];
            /** @description Roles there. */
            roles: string[];
        };
        /** @description The organisation of a membership. */
        MembershipTenant: {
            /** @description Its id. */
            tenant_id: components["schemas"]["TenantId"];
            /** @description What people call it. */
            name: string;
            /** @description Its address on the platform. */
            slug: string;
            /** @description What kind of organisation it is. */
            type: components["schemas"]["TenantType"];
            /** @description Whether it may act. */
            status: components["schemas"]["TenantStatus"];
        };
        /** @description Something that is metered. */
        Meter: {
            /** @description Its key. */
            key: string;
            /** @description The unit, for example `hour`. */
            unit: string;
            /** @description What people call it. */
            title: components["schemas"]["Text"];
        };
        /** @description What people call something: 1 to 120 characters, no control characters, trimmed. */
        Name: string;
        /** @description The navigation of an organisation. */
        Navigation: {
            /** @description One group per product, by name. */
            groups: components["schemas"]["NavigationGroup"][];
        };
        /** @description The entries of a product. */
        NavigationGroup: {
            /** @description The product. */
            product: string;
            /** @description What people call it. */
            title: components["schemas"]["Text"];
            /** @description Its entries, in the order of its manifest. */
            items: components["schemas"]["UiEntry"][];
        };
        /** @description An enrolment to be made. */
        NewEnrolment: {
            /** @description The tenant that the runtime will belong to; the platform itself for `shared`. */
            tenant_id: components["schemas"]["TenantId"];
            /** @description The kind of runtime. */
            runtime_type: components["schemas"]["RuntimeType"];
            /** @description The product it runs: 2 to 32 of `a-z`, `0-9` and `-`, beginning with a letter. */
            product: string;
            /** @description Whom it will serve. */
            deployment_mode: components["schemas"]["DeploymentMode"];
            /**
             * Format: int32
             * @description Seconds until the token is worthless, 60 to 604,800; an hour when absent.
             */
            expires_in_s?: number | null;
        };
        /** @description A grant to be made. */
        NewGrant: {
            /** @description The product, for example the name a runtime registered with. */
            product: string;
            /** @description The feature; a trailing `*` covers every feature with that beginning. */
            feature: string;
            /**
             * Format: int64
             * @description How much may be used in one window; absent means without limit.
             */
            limit?: number | null;
            window?: components["schemas"]["Window"] | null;
            /**
             * Format: date-time
             * @description From when it holds; now when absent.
             */
            valid_from?: string | null;
            /**
             * Format: date-time
             * @description Until when it holds; until revoked when absent.
             */
            valid_until?: string | null;
            /** @description Why, at most 500 characters. */
            note?: string | null;
        };
        /** @description A member to be added. */
        NewMember: {
            /** @description The address that the person signs in with. */
            email: components["schemas"]["Email"];
            /** @description Display name; the address when absent. */
            name?: components["schemas"]["Name"];
            /** @description Roles, 1 to 20. */
            roles: string[];
        };
        /** @description A kill switch to be pulled. */
        NewSwitch: {
            /** @description How far it reaches. */
            scope: components["schemas"]["SwitchScope"];
            tenant_id?: components["schemas"]["TenantId"] | null;
            runtime_id?: components["schemas"]["RuntimeId"] | null;
            /** @description The feature to stop, with scope `feature` and no other; a trailing `*` stops a family. */
            feature?: string | null;
            /** @description For people, 1 to 500 characters. */
            reason: string;
        };
        /** @description A tenant to be made. */
        NewTenant: {
            /** @description What people call it. */
            name: components["schemas"]["Name"];
            /** @description Its address on the platform; unique. */
            slug: components["schemas"]["Slug"];
            /** @description `individual` or `company`. */
            type: components["schemas"]["TenantType"];
            parent_id?: components["schemas"]["TenantId"] | null;
            /** @description Its policies. */
            policies?: components["schemas"]["Policies"];
        };
        /** @description One page of a list. */
        Page_AuditRecord: {
            /** @description The rows, in the order of the list. */
            items: {
                /** @description Its id. */
                event_id: components["schemas"]["AuditEventId"];
                /** @description The tenant it happened in. */
                tenant_id: components["schemas"]["TenantId"];
                /** @description What people call that tenant. */
                tenant_name?: string | null;
                /**
                 * Format: int64
                 * @description Its number within the tenant, without gaps.
                 */
                seq: number;
                runtime_id?: components["schemas"]["RuntimeId"] | null;
                /** @description Who did it. */
                actor_type: components["schemas"]["ActorType"];
                /** @description Which person, runtime or part of the platform. */
                actor_id: string;
                /** @description What people call the actor. */
                actor_name?: string | null;
                /** @description What happened. */
                type: string;
                /**
                 * Format: date-time
                 * @description When it happened at the teller.
                 */
                timestamp: string;
                /**
                 * Format: date-time
                 * @description When it was kept.
                 */
                received_at: string;
                /** @description The request it belongs to. */
                correlation_id: string;
                /** @description The facts. */
                payload: {
                    [key: string]: unknown;
                };
            }[];
            /** @description Give this as `cursor` to read on; absent on the last page. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Page_Connection: {
            /** @description The rows, in the order of the list. */
            items: {
                /** @description Its id. */
                connection_id: components["schemas"]["ConnectionId"];
                /** @description The tenant that trusts it. */
                tenant_id: components["schemas"]["TenantId"];
                /** @description What people call it. */
                name: string;
                /** @description The kind of provider. */
                provider: components["schemas"]["Provider"];
                /** @description Who signs. */
                issuer: string;
                /** @description The client that we are there. */
                client_id: string;
                /** @description Whether a client secret is kept (it is never shown). */
                has_secret: boolean;
                /** @description The audience that tokens must name. */
                audience: string;
                /** @description Which token vouches. */
                token_use: components["schemas"]["TokenUse"];
                /** @description What happens to people nobody invited. */
                jit: components["schemas"]["Jit"];
                /** @description Claims that give roles. */
                role_mappings: components["schemas"]["RoleMapping"][];
                /** @description Whether it may be used. */
                enabled: boolean;
                /**
                 * Format: date-time
                 * @description When it was made.
                 */
                created_at: string;
            }[];
            /** @description Give this as `cursor` to read on; absent on the last page. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Page_Enrolment: {
            /** @description The rows, in the order of the list. */
            items: {
                /** @description Its id. */
                enrolment_id: components["schemas"]["EnrolmentId"];
                /** @description The tenant that the runtime will belong to. */
                tenant_id: components["schemas"]["TenantId"];
                /** @description The kind of runtime. */
                runtime_type: components["schemas"]["RuntimeType"];
                /** @description The product it runs. */
                product: string;
                /** @description Whom it will serve. */
                deployment_mode: components["schemas"]["DeploymentMode"];
                /** @description Where it stands. */
                state: components["schemas"]["EnrolmentState"];
                /** @description Who gave the token. */
                created_by: string;
                /**
                 * Format: date-time
                 * @description When.
                 */
                created_at: string;
                /**
                 * Format: date-time
                 * @description Until when it may be used.
                 */
                expires_at: string;
                /**
                 * Format: date-time
                 * @description When it was used.
                 */
                used_at?: string | null;
                runtime_id?: components["schemas"]["RuntimeId"] | null;
                /** @description The token: only in the first answer to its making, nowhere else, never again. */
                token?: string | null;
            }[];
            /** @description Give this as `cursor` to read on; absent on the last page. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Page_Grant: {
            /** @description The rows, in the order of the list. */
            items: {
                /** @description Its id. */
                grant_id: components["schemas"]["GrantId"];
                /** @description Who holds it. */
                tenant_id: components["schemas"]["TenantId"];
                /** @description The product it is for. */
                product: string;
                /** @description The feature; a trailing `*` covers every feature with that beginning. */
                feature: string;
                /**
                 * Format: int64
                 * @description How much may be used in one window; absent means without limit.
                 */
                limit?: number | null;
                window?: components["schemas"]["Window"] | null;
                /**
                 * Format: date-time
                 * @description From when it holds.
                 */
                valid_from: string;
                /**
                 * Format: date-time
                 * @description Until when it holds.
                 */
                valid_until?: string | null;
                /** @description Where it stands. */
                state: components["schemas"]["GrantState"];
                /** @description Why it was given. */
                note?: string | null;
                /** @description Who gave it. */
                created_by: string;
                /**
                 * Format: date-time
                 * @description When.
                 */
                created_at: string;
                /**
                 * Format: date-time
                 * @description When it was taken back.
                 */
                revoked_at?: string | null;
                /**
                 * Format: int64
                 * @description Used in the current window, for a limited grant.
                 */
                used?: number | null;
            }[];
            /** @description Give this as `cursor` to read on; absent on the last page. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Page_Member: {
            /** @description The rows, in the order of the list. */
            items: {
                /** @description The membership. */
                member_id: components["schemas"]["MemberId"];
                /** @description The tenant. */
                tenant_id: components["schemas"]["TenantId"];
                /** @description E-mail address. */
                email: string;
                /** @description Display name. */
                name: string;
                /** @description Roles. */
                roles: string[];
                /** @description Whether the person has arrived. */
                status: components["schemas"]["MemberStatus"];
                identity_id?: components["schemas"]["IdentityId"] | null;
                /**
                 * Format: date-time
                 * @description Since when.
                 */
                created_at: string;
                /**
                 * Format: date-time
                 * @description Last seen, to within five minutes.
                 */
                last_seen_at?: string | null;
            }[];
            /** @description Give this as `cursor` to read on; absent on the last page. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Page_Runtime: {
            /** @description The rows, in the order of the list. */
            items: {
                /** @description Its id. */
                runtime_id: components["schemas"]["RuntimeId"];
                /** @description The tenant it belongs to. */
                tenant_id: components["schemas"]["TenantId"];
                /** @description The kind of runtime. */
                type: components["schemas"]["RuntimeType"];
                /** @description The product it runs. */
                product: string;
                /** @description What people call the product. */
                title: components["schemas"]["Text"];
                /** @description Whom it serves. */
                deployment_mode: components["schemas"]["DeploymentMode"];
                /** @description Its own version. */
                version: string;
                /** @description The version it should run, when that was said. */
                desired_version?: string | null;
                /** @description What it can do. */
                capabilities: string[];
                /** @description Where it stands in its life. */
                status: components["schemas"]["RuntimeStatus"];
                /** @description Why it is suspended. */
                suspended_reason?: string | null;
                /** @description How it does, seen from here. */
                health: components["schemas"]["RuntimeHealth"];
                /** @description What it is told to do. */
                directive: components["schemas"]["Directive"];
                /**
                 * Format: int32
                 * @description How many requests it may work on at once, when limited.
                 */
                max_concurrent_requests?: number | null;
                /**
                 * Format: int64
                 * @description The policy version that it worked under at its last heartbeat; 0 before the first.
                 */
                policy_version_applied: number;
                /**
                 * Format: date-time
                 * @description When it beat last.
                 */
                last_heartbeat_at?: string | null;
                /** @description Its numbers at the last heartbeat. */
                metrics: {
                    [key: string]: number;
                };
                /** @description Where the edge reaches it. */
                endpoint?: string | null;
                /**
                 * Format: date-time
                 * @description When it entered.
                 */
                registered_at: string;
                /** @description Kill switches in force that it has not acknowledged. */
                kill_switches_pending: components["schemas"]["SwitchId"][];
            }[];
            /** @description Give this as `cursor` to read on; absent on the last page. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Page_Switch: {
            /** @description The rows, in the order of the list. */
            items: {
                /** @description Its id. */
                switch_id: components["schemas"]["SwitchId"];
                /** @description How far it reaches. */
                scope: components["schemas"]["SwitchScope"];
                tenant_id?: components["schemas"]["TenantId"] | null;
                runtime_id?: components["schemas"]["RuntimeId"] | null;
                /** @description The feature it stops, with scope `feature`; a trailing `*` stops a family. */
                feature?: string | null;
                /** @description Why. */
                reason: string;
                /**
                 * Format: date-time
                 * @description Since when.
                 */
                activated_at: string;
                /** @description Who pulled it. */
                activated_by: string;
                /**
                 * Format: date-time
                 * @description Until when.
                 */
                cleared_at?: string | null;
                /** @description Each runtime that it concerns; once cleared, those that had acknowledged it. */
                acknowledgements: components["schemas"]["Acknowledgement"][];
            }[];
            /** @description Give this as `cursor` to read on; absent on the last page. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Page_Tenant: {
            /** @description The rows, in the order of the list. */
            items: {
                /** @description Its id. */
                tenant_id: components["schemas"]["TenantId"];
                /** @description What people call it. */
                name: string;
                /** @description Its address on the platform. */
                slug: string;
                /** @description What kind of organisation it is. */
                type: components["schemas"]["TenantType"];
                /** @description Whether it may act. */
                status: components["schemas"]["TenantStatus"];
                parent_id?: components["schemas"]["TenantId"] | null;
                /** @description Its policies. */
                policies: components["schemas"]["Policies"];
                /**
                 * Format: date-time
                 * @description When it was made.
                 */
                created_at: string;
                /** @description Why it is suspended. */
                suspended_reason?: string | null;
            }[];
            /** @description Give this as `cursor` to read on; absent on the last page. */
            next?: string | null;
        };
        /** @description The policies that hold for a tenant. */
        Policies: {
            /** @description How carefully its data is handled. */
            security_level?: components["schemas"]["SecurityLevel"];
            /** @description Where its data must stay (a country or region), at most 63 characters. */
            data_residency?: string | null;
            /** @description IANA time zone in which its calendar windows begin, for example `America/Sao_Paulo`. */
            time_zone?: string;
        };
        /** @description `application/problem+json`. */
        Problem: {
            /** @description `/problems/<code>`: a page that says what to do. */
            type: string;
            /** @description Short sentence, the same for every occurrence. */
            title: string;
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description Stable code for programs. */
            code: string;
            /** @description What happened this time; empty for faults of ours. */
            detail: string;
            /** @description Names the request in our logs. */
            correlation_id: string;
            /** @description What is wrong with the input, field by field. */
            violations?: components["schemas"]["Violation"][];
        };
        /**
         * @description The kind of identity provider that vouched.
         * @enum {string}
         */
        Provider: "local" | "google" | "azure_ad" | "saml" | "oidc";
        /** @description Why something is stopped. */
        Reason: {
            /** @description For people, 1 to 500 characters. */
            reason: string;
        };
        /** @description Which events are kept now, and which were kept before. */
        Receipt: {
            /** @description Kept by this call. */
            accepted: string[];
            /** @description Known already; nothing was done. */
            duplicates: string[];
        };
        /** @description `POST /kernel/runtimes/register`. */
        RegisterRequest: {
            /** @description The tenant it belongs to (bound by the enrolment). */
            tenant_id: components["schemas"]["TenantId"];
            /** @description The kind of runtime (bound by the enrolment). */
            runtime_type: components["schemas"]["RuntimeType"];
            /** @description Whom it serves (bound by the enrolment). */
            deployment_mode: components["schemas"]["DeploymentMode"];
            /** @description Its own version, at most 63 characters. */
            version: string;
            /** @description What it can do, at most 64 short words. */
            capabilities: string[];
            manifest?: components["schemas"]["Manifest"] | null;
            /** @description Its Ed25519 public key (base64url, 32 bytes); required with an enrolment token. */
            public_key?: string | null;
        };
        /** @description The answer to a registration. */
        RegisterResponse: {
            /** @description Its id from now on. */
            runtime_id: components["schemas"]["RuntimeId"];
            /** @description `registered` until the first heartbeat. */
            status: components["schemas"]["RuntimeStatus"];
            /** @description What holds for it. */
            policies_applied: components["schemas"]["RuntimePolicies"];
            /** @description Bearer token of the runtime (EdDSA JWT, at most 15 minutes). */
            runtime_token: string;
            /**
             * Format: date-time
             * @description When the token ends; every heartbeat brings a new one.
             */
            token_expires_at: string;
            /**
             * Format: int32
             * @description Seconds between heartbeats.
             */
            heartbeat_seconds: number;
            /** @description The versions that the Kernel serves. */
            contract_versions: string[];
        };
        /** @description `POST /kernel/identity/resolve`. */
        ResolveRequest: {
            /** @description The tenant in which the person wants to act. */
            tenant_id: components["schemas"]["TenantId"];
            /** @description The token that the identity provider gave the person. */
            external_token: string;
        };
        /** @description Who it is and what their organisation holds for the calling runtime. */
        ResolveResponse: {
            /** @description Who it is. */
            identity: components["schemas"]["Identity"];
            /** @description What the tenant holds for the calling runtime now. */
            entitlements: components["schemas"]["Entitlement"][];
        };
        /** @description A claim that gives a role. */
        RoleMapping: {
            /** @description The claim, for example `groups`. */
            claim: string;
            /** @description The value that it must have or hold. */
            value: string;
            /** @description The role it gives. */
            role: string;
        };
        /** @description A runtime as administrators see it. */
        Runtime: {
            /** @description Its id. */
            runtime_id: components["schemas"]["RuntimeId"];
            /** @description The tenant it belongs to. */
            tenant_id: components["schemas"]["TenantId"];
            /** @description The kind of runtime. */
            type: components["schemas"]["RuntimeType"];
            /** @description The product it runs. */
            product: string;
            /** @description What people call the product. */
            title: components["schemas"]["Text"];
            /** @description Whom it serves. */
            deployment_mode: components["schemas"]["DeploymentMode"];
            /** @description Its own version. */
            version: string;
            /** @description The version it should run, when that was said. */
            desired_version?: string | null;
            /** @description What it can do. */
            capabilities: string[];
            /** @description Where it stands in its life. */
            status: components["schemas"]["RuntimeStatus"];
            /** @description Why it is suspended. */
            suspended_reason?: string | null;
            /** @description How it does, seen from here. */
            health: components["schemas"]["RuntimeHealth"];
            /** @description What it is told to do. */
            directive: components["schemas"]["Directive"];
            /**
             * Format: int32
             * @description How many requests it may work on at once, when limited.
             */
            max_concurrent_requests?: number | null;
            /**
             * Format: int64
             * @description The policy version that it worked under at its last heartbeat; 0 before the first.
             */
            policy_version_applied: number;
            /**
             * Format: date-time
             * @description When it beat last.
             */
            last_heartbeat_at?: string | null;
            /** @description Its numbers at the last heartbeat. */
            metrics: {
                [key: string]: number;
            };
            /** @description Where the edge reaches it. */
            endpoint?: string | null;
            /**
             * Format: date-time
             * @description When it entered.
             */
            registered_at: string;
            /** @description Kill switches in force that it has not acknowledged. */
            kill_switches_pending: components["schemas"]["SwitchId"][];
        };
        /**
         * @description How a runtime does, seen from here. Derived, never kept.
         * @enum {string}
         */
        RuntimeHealth: "healthy" | "degraded" | "unreachable" | "never";
        /**
         * Format: uuid
         * @description Id of a runtime (UUIDv7).
         */
        RuntimeId: string;
        /** @description How much a runtime may do at once, and why. */
        RuntimeLimit: {
            /**
             * Format: int32
             * @description Requests at once, 1 to 100,000.
             */
            max_concurrent_requests: number;
            /** @description For people, 1 to 500 characters. */
            reason: string;
        };
        /** @description The policies in force for a runtime. */
        RuntimePolicies: {
            /**
             * Format: int64
             * @description Grows with every governed change; a runtime drops its caches when it moves.
             */
            policy_version: number;
            /**
             * Format: int32
             * @description Seconds between heartbeats.
             */
            heartbeat_seconds: number;
            /**
             * Format: int32
             * @description How many requests it may work on at once, when limited.
             */
            max_concurrent_requests?: number | null;
        };
        /**
         * @description Where a runtime stands in its life.
         * @enum {string}
         */
        RuntimeStatus: "registered" | "active" | "suspended";
        /**
         * @description The kind of runtime. Products the Kernel has never heard of are `app` or `custom`.
         * @enum {string}
         */
        RuntimeType: "courses" | "labs" | "app" | "custom";
        /**
         * @description How carefully its data is handled.
         * @enum {string}
         */
        SecurityLevel: "standard" | "enterprise";
        /** @description What to try out. */
        Simulation: {
            /** @description The product. */
            product: string;
            /** @description The feature, in full. */
            feature: string;
        };
        /** @description A DNS label: `a-z`, `0-9` and inner `-`, at most 63. */
        Slug: string;
        /**
         * @description Who tells the events.
         * @enum {string}
         */
        Source: "/kernel";
        /**
         * @description The envelope's version.
         * @enum {string}
         */
        SpecVersion: "1.0";
        /** @description A kill switch. */
        Switch: {
            /** @description Its id. */
            switch_id: components["schemas"]["SwitchId"];
            /** @description How far it reaches. */
            scope: components["schemas"]["SwitchScope"];
            tenant_id?: components["schemas"]["TenantId"] | null;
            runtime_id?: components["schemas"]["RuntimeId"] | null;
            /** @description The feature it stops, with scope `feature`; a trailing `*` stops a family. */
            feature?: string | null;
            /** @description Why. */
            reason: string;
            /**
             * Format: date-time
             * @description Since when.
             */
            activated_at: string;
            /** @description Who pulled it. */
            activated_by: string;
            /**
             * Format: date-time
             * @description Until when.
             */
            cleared_at?: string | null;
            /** @description Each runtime that it concerns; once cleared, those that had acknowledged it. */
            acknowledgements: components["schemas"]["Acknowledgement"][];
        };
        /**
         * Format: uuid
         * @description Id of a switch (UUIDv7).
         */
        SwitchId: string;
        /**
         * @description How far a kill switch reaches.
         * @enum {string}
         */
        SwitchScope: "global" | "tenant" | "runtime" | "feature";
        /** @description An organisation. */
        Tenant: {
            /** @description Its id. */
            tenant_id: components["schemas"]["TenantId"];
            /** @description What people call it. */
            name: string;
            /** @description Its address on the platform. */
            slug: string;
            /** @description What kind of organisation it is. */
            type: components["schemas"]["TenantType"];
            /** @description Whether it may act. */
            status: components["schemas"]["TenantStatus"];
            parent_id?: components["schemas"]["TenantId"] | null;
            /** @description Its policies. */
            policies: components["schemas"]["Policies"];
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description Why it is suspended. */
            suspended_reason?: string | null;
        };
        /** @description Changes to a tenant; what is absent stays. */
        TenantChanges: {
            name?: components["schemas"]["Name"] | null;
            policies?: components["schemas"]["Policies"] | null;
        };
        /**
         * Format: uuid
         * @description Id of a tenant (UUIDv7).
         */
        TenantId: string;
        /**
         * @description Whether it may act.
         * @enum {string}
         */
        TenantStatus: "active" | "suspended";
        /**
         * @description What kind of organisation it is.
         * @enum {string}
         */
        TenantType: "individual" | "company" | "internal";
        /** @description A text for people, in the languages of the platform. */
        Text: {
            /** @description English. */
            en: string;
            /** @description Brazilian Portuguese; English is shown when absent. */
            "pt-BR"?: string | null;
        };
        /**
         * @description Which of the provider's tokens vouches for a person.
         * @enum {string}
         */
        TokenUse: "access" | "id";
        /** @description An entry in the navigation of the console. */
        UiEntry: {
            /** @description Where it leads, for example `/reports`. */
            path: string;
            /** @description Name of an icon of the console. */
            icon: string;
            /** @description What it says. */
            label: components["schemas"]["Text"];
        };
        /** @description `POST /kernel/usage/events`. */
        UsageBatch: {
            /** @description At most 500. */
            events: components["schemas"]["UsageEvent"][];
        };
        /** @description One use. */
        UsageEvent: {
            /** @description Made by the teller; telling the same event twice counts once. */
            event_id: components["schemas"]["UsageEventId"];
            /** @description Who used it. */
            tenant_id: components["schemas"]["TenantId"];
            /** @description Where. */
            runtime_id: components["schemas"]["RuntimeId"];
            /** @description What, exactly as in the check. */
            feature: string;
            /**
             * Format: int64
             * @description How much, at least 1.
             */
            amount: number;
            /**
             * Format: date-time
             * @description When; decides the window it counts in.
             */
            occurred_at: string;
            /** @description The person, when there is one. */
            subject?: string | null;
        };
        /**
         * Format: uuid
         * @description Id of a usage event (UUIDv7).
         */
        UsageEventId: string;
        /** @description A field error of a problem document (RFC 9457 extension `violations`). */
        Violation: {
            /** @description JSON Pointer (RFC 6901) to the field, for example `/policies/time_zone`. */
            pointer: string;
            /** @description Stable code for programs, for example `too_long`. */
            code: string;
            /** @description Sentence for people. */
            detail: string;
        };
        /** @description Over what time a quota is counted. */
        Window: {
            /** @enum {string} */
            kind: "never";
        } | {
            /** @enum {string} */
            kind: "day";
        } | {
            /** @enum {string} */
            kind: "week";
        } | {
            /** @enum {string} */
            kind: "month";
        } | {
            /**
             * Format: int32
             * @description Length of one slice, 60 seconds to 366 days.
             */
            seconds: number;
            /** @enum {string} */
            kind: "fixed";
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    audit_ingest: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AuditBody"];
            };
        };
        responses: {
            /** @description Durable. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    entitlement_check: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CheckRequest"];
            };
        };
        responses: {
            /** @description The decision. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckResponse"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    event_list: {
        parameters: {
            query?: {
                /** @description Where to read on, the `next` of an earlier page; absent, the beginning. */
                after?: string;
                /** @description Events wanted, 1 to 200; 50 when absent. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                    "text/event-stream": string;
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    identity_resolve: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResolveRequest"];
            };
        };
        responses: {
            /** @description Known. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResolveResponse"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    jwks_view: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A JSON Web Key Set. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    licence_view: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The licence. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LicenceResponse"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runtime_register: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterRequest"];
            };
        };
        responses: {
            /** @description Known by its key. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisterResponse"];
                };
            };
            /** @description Entered for the first time. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisterResponse"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runtime_heartbeat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The calling runtime. */
                runtime_id: components["schemas"]["RuntimeId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HeartbeatRequest"];
            };
        };
        responses: {
            /** @description What to do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeartbeatResponse"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    usage_ingest: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UsageBatch"];
            };
        };
        responses: {
            /** @description Durable. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    audit_list: {
        parameters: {
            query?: {
                /** @description The organisation; the acting one when absent. */
                tenant_id?: components["schemas"]["TenantId"];
                /** @description Everything below it too. */
                tree?: boolean;
                /** @description Only this type, or with a trailing `*` every type with that beginning. */
                type?: string;
                /** @description Only this actor id. */
                actor?: string;
                /** @description Part of the type, the actor's name or the correlation id. */
                q?: string;
                /** @description From this instant. */
                from?: string;
                /** @description Before this instant. */
                to?: string;
                /** @description Where to read on: the `next` of the page before. */
                cursor?: string;
                /** @description Rows wanted, 1 to 200; 50 when absent. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AuditRecord"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    audit_export: {
        parameters: {
            query?: {
                /** @description The organisation; the acting one when absent. */
                tenant_id?: components["schemas"]["TenantId"];
                /** @description Everything below it too. */
                tree?: boolean;
                /** @description Only this type, or with a trailing `*` every type with that beginning. */
                type?: string;
                /** @description Only this actor id. */
                actor?: string;
                /** @description Part of the type, the actor's name or the correlation id. */
                q?: string;
                /** @description From this instant. */
                from?: string;
                /** @description Before this instant. */
                to?: string;
                /** @description Where to read on: the `next` of the page before. */
                cursor?: string;
                /** @description Rows wanted, 1 to 200; 50 when absent. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description CSV. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    audit_view: {
        parameters: {
            query?: {
                /** @description The organisation; the acting one when absent. */
                tenant_id?: components["schemas"]["TenantId"];
            };
            header?: never;
            path: {
                /** @description The entry. */
                event_id: components["schemas"]["AuditEventId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entry. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditRecord"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    feature_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Features"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    limits_view: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The limits. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Limits"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    me_view: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description You. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    navigation_view: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Groups of entries. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Navigation"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runtime_list: {
        parameters: {
            query?: {
                /** @description Part of the product, its title or the version. */
                q?: string;
                /** @description Only this status. */
                status?: components["schemas"]["RuntimeStatus"];
                /** @description Where to read on: the `next` of the page before. */
                cursor?: string;
                /** @description Rows wanted, 1 to 200; 50 when absent. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Runtime"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    enrolment_list: {
        parameters: {
            query?: {
                /** @description Where to read on: the `next` of the page before. */
                cursor?: string;
                /** @description Rows wanted, 1 to 200; 50 when absent. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page, without tokens. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Enrolment"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    enrolment_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewEnrolment"];
            };
        };
        responses: {
            /** @description Enrolled. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Enrolment"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runtime_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The runtime. */
                runtime_id: components["schemas"]["RuntimeId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The runtime. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Runtime"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runtime_limit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The runtime. */
                runtime_id: components["schemas"]["RuntimeId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuntimeLimit"];
            };
        };
        responses: {
            /** @description Limited. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Runtime"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runtime_resume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The runtime. */
                runtime_id: components["schemas"]["RuntimeId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Resumed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Runtime"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runtime_suspend: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The runtime. */
                runtime_id: components["schemas"]["RuntimeId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            /** @description Suspended. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Runtime"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    switch_list: {
        parameters: {
            query?: {
                /** @description `true`: only those in force; `false`: only cleared ones. */
                in_force?: boolean;
                /** @description Where to read on: the `next` of the page before. */
                cursor?: string;
                /** @description Rows wanted, 1 to 200; 50 when absent. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Switch"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    switch_activate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSwitch"];
            };
        };
        responses: {
            /** @description In force. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Switch"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    switch_clear: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The switch. */
                switch_id: components["schemas"]["SwitchId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Cleared. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Switch"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tenant_list: {
        parameters: {
            query?: {
                /** @description Part of a name or slug. */
                q?: string;
                /** @description Only this type. */
                type?: components["schemas"]["TenantType"];
                /** @description Only this status. */
                status?: components["schemas"]["TenantStatus"];
                /** @description Only direct children of this one. */
                parent_id?: components["schemas"]["TenantId"];
                /** @description Where to read on: the `next` of the page before. */
                cursor?: string;
                /** @description Rows wanted, 1 to 200; 50 when absent. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Tenant"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tenant_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTenant"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tenant_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                tenant_id: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The organisation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tenant_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                tenant_id: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TenantChanges"];
            };
        };
        responses: {
            /** @description Changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connection_list: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                tenant_id: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Connection"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connection_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                tenant_id: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectionInput"];
            };
        };
        responses: {
            /** @description Connected. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connection_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                tenant_id: components["schemas"]["TenantId"];
                /** @description The connection. */
                connection_id: components["schemas"]["ConnectionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The connection. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connection_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                tenant_id: components["schemas"]["TenantId"];
                /** @description The connection. */
                connection_id: components["schemas"]["ConnectionId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectionInput"];
            };
        };
        responses: {
            /** @description Changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connection_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                tenant_id: components["schemas"]["TenantId"];
                /** @description The connection. */
                connection_id: components["schemas"]["ConnectionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    grant_list: {
        parameters: {
            query?: {
                /** @description Part of a feature. */
                feature?: string;
                /** @description Only this state. */
                state?: components["schemas"]["GrantState"];
                /** @description Where to read on: the `next` of the page before. */
                cursor?: string;
                /** @description Rows wanted, 1 to 200; 50 when absent. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The organisation. */
                tenant_id: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Grant"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    grant_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                tenant_id: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewGrant"];
            };
        };
        responses: {
            /** @description Granted. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Grant"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    grant_check: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                tenant_id: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Simulation"];
            };
        };
        responses: {
            /** @description What a runtime would be told. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckResponse"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    grant_revoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                tenant_id: components["schemas"]["TenantId"];
                /** @description The grant. */
                grant_id: components["schemas"]["GrantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            /** @description Revoked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Grant"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    member_list: {
        parameters: {
            query?: {
                /** @description Part of a name or address. */
                q?: string;
                /** @description Where to read on: the `next` of the page before. */
                cursor?: string;
                /** @description Rows wanted, 1 to 200; 50 when absent. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The organisation. */
                tenant_id: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Member"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    member_add: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                tenant_id: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMember"];
            };
        };
        responses: {
            /** @description Added. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    member_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                tenant_id: components["schemas"]["TenantId"];
                /** @description The member. */
                member_id: components["schemas"]["MemberId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    member_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                tenant_id: components["schemas"]["TenantId"];
                /** @description The member. */
                member_id: components["schemas"]["MemberId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberChanges"];
            };
        };
        responses: {
            /** @description Changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tenant_resume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                tenant_id: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Resumed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tenant_suspend: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                tenant_id: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            /** @description Suspended. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
