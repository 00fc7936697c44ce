package org.subaccounts.key;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.UUID;

/** A key with its secret, and requests that carry it. */
public record TestKey(UUID id, String secret, UUID account) {
    public RequestSpecification request() {
        return given().header("Authorization", "Bearer " + secret).contentType(ContentType.JSON);
    }

    /** As a trusted proxy passes it on from this address. */
    public RequestSpecification requestFrom(String address) {
        return request().header("X-Forwarded-For", address);
    }

    @Override
    public String toString() {
        return "TestKey[" + id + "]";
    }
}
