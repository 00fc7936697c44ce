/** What tests need: real PostgreSQL, Kafka, DNS, SMTP and OpenID servers, once per test run, and rules of architecture. */
@NullMarked
package org.subaccounts.platform.testkit;

import org.jspecify.annotations.NullMarked;
