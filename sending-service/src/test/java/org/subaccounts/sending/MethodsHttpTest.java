package org.subaccounts.sending;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(SendingTestResource.class)
class MethodsHttpTest {
    @ParameterizedTest
    @CsvSource({
        "PUT, /domains/acme.example.com, GET",
        "PATCH, /domains/acme.example.com, DELETE",
        "POST, /domains/acme.example.com, GET",
        "PUT, /domains, POST",
        "DELETE, /domains, GET",
        "GET, /domains/acme.example.com/check-dns, POST",
        "PUT, /messages, POST",
        "PUT, /suppressions, GET",
        "PATCH, /suppressions, DELETE",
        "GET, /suppressions/all, DELETE"
    })
    void a_method_that_a_path_does_not_have_is_405_and_says_which_it_has(String method, String path, String allowed) {
        TestAccount account = TestAccount.with();
        account.request()
                .body("{}")
                .request(method, account.path(path))
                .then()
                .statusCode(405)
                .header("Allow", containsString(allowed))
                .body("size()", equalTo(1))
                .body("message", equalTo("method not allowed"));
    }

    @ParameterizedTest
    @CsvSource({"GET, /nothing", "PUT, /domains/acme.example.com/nothing", "POST, /domains/acme.example.com/check-dns/x"
    })
    void a_path_that_does_not_exist_is_404(String method, String path) {
        TestAccount account = TestAccount.with();
        account.request()
                .body("{}")
                .request(method, account.path(path))
                .then()
                .statusCode(404)
                .body("message", equalTo("not found"));
    }
}
