"""The names whose values may be shown, reported and kept; everything else is shown as dots."""

# Form fields and query parameters that are public by their nature (RFC 6749, OIDC Core 3.1.2.1).
PUBLIC_FIELDS = frozenset(
    {
        "grant_type",
        "client_id",
        "redirect_uri",
        "response_type",
        "response_mode",
        "scope",
        "code_challenge_method",
        "prompt",
        "error",
        "error_description",
        "error_hint",
        "iss",
        "max_age",
        "ui_locales",
        "display",
        "token_type_hint",
        "registration_id",
        "registrationId",
    }
)

# Members of a JSON answer: errors, metadata, facts about tokens and keys, Facets' login options.
PUBLIC_MEMBERS = frozenset(
    {
        "error",
        "error_description",
        "error_hint",
        "error_debug",
        "status_code",
        "message",
        "issuer",
        "authorization_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
        "revocation_endpoint",
        "end_session_endpoint",
        "introspection_endpoint",
        "jwks_uri",
        "token_type",
        "expires_in",
        "scope",
        "scopes_supported",
        "response_types_supported",
        "grant_types_supported",
        "token_endpoint_auth_methods_supported",
        "code_challenge_methods_supported",
        "id_token_signing_alg_values_supported",
        "subject_types_supported",
        "kty",
        "alg",
        "use",
        "kid",
        "email_verified",
        "registrationId",
        "provider",
        "clientId",
        "loginButtonText",
        "isSystemConfigured",
        "systemConfigured",
    }
)

# Headers of an answer, in the order shown.
PUBLIC_HEADERS = (
    "content-type",
    "content-length",
    "date",
    "location",
    "retry-after",
    "www-authenticate",
    "proxy-authenticate",
    "server",
    "via",
    "cache-control",
    "age",
)
