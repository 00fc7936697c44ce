package org.subaccounts.platform.http;

/** The one error shape of the API. */
public record ErrorBody(String message) {}
