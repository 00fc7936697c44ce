package org.subaccounts.billing.plan;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.subaccounts.billing.BillingTestResource;
import org.subaccounts.billing.Sql;
import org.subaccounts.billing.TestKeys;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.plan.PlanInForce.Decided;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.platform.testkit.AtOnce;
import org.subaccounts.platform.testkit.TestInfrastructure;

@QuarkusTest
@QuarkusTestResource(BillingTestResource.class)
class PlansHttpTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    Sql sql;

    @Inject
    PlansInForce plansInForce;

    private final BillingPeriod current = BillingPeriod.of(Instant.now());
    private final LocalDate thisMonth = current.firstDay();
    private final LocalDate nextMonth = current.next().firstDay();
    private final String id = PlanTestClient.newId();

    @Test
    void a_plan_is_made_and_seen_at_once() {
        String made = PlanTestClient.create(PlanTestClient.plan(id).put("currency", "USD"))
                .statusCode(201)
                .body("object", equalTo("plan"))
                .body("id", equalTo(id))
                .body("name", equalTo("Plan " + id))
                .body("currency", equalTo("usd"))
                .body("current.version", equalTo(1))
                .body("current.base_fee_minor_units", equalTo(2_500))
                .body("current.included_volume", equalTo(25_000))
                .body("current.tiers.volume_up_to", contains(100_000, null))
                .body("current.effective_from", equalTo(thisMonth.toString()))
                .extract()
                .asString();
        assertThat(made).contains("\"base_fee\":25.00").contains("\"price_per_thousand\":0.80}");
        PlanTestClient.get("/" + id)
                .statusCode(200)
                .body("name", equalTo("Plan " + id))
                .body("current.version", equalTo(1))
                .body("versions", hasSize(1));
        assertThat(PlanTestClient.get("?limit=1").statusCode(200).extract().asString())
                .contains(made);
    }

    @Test
    void amounts_have_the_decimals_of_the_currency() {
        String yen = PlanTestClient.create(PlanTestClient.plan(id)
                        .put("currency", "jpy")
                        .put("base_fee", 2_500)
                        .put("tiers", new JsonArray().add(new JsonObject().put("price_per_thousand", 0.000001))))
                .statusCode(201)
                .body("current.base_fee_minor_units", equalTo(2_500))
                .extract()
                .asString();
        assertThat(yen).contains("\"base_fee\":2500,").contains("\"price_per_thousand\":0.000001}");
        String dinar = PlanTestClient.create(PlanTestClient.plan(PlanTestClient.newId())
                        .put("currency", "kwd")
                        .put("base_fee", 2.5))
                .statusCode(201)
                .body("current.base_fee_minor_units", equalTo(2_500))
                .extract()
                .asString();
        assertThat(dinar).contains("\"base_fee\":2.500,");
    }

    @Test
    void one_idempotency_key_makes_one_plan() {
        String key = UUID.randomUUID().toString();
        Response first = PlanTestClient.idempotent(key, PlanTestClient.plan(id));
        Response second = PlanTestClient.idempotent(key, PlanTestClient.plan(id));
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(second.statusCode()).isEqualTo(201);
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(second.asString()).isEqualTo(first.asString());
        assertThat(PlanTestClient.idempotent(key, PlanTestClient.plan(PlanTestClient.newId()))
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void an_id_is_given_once() {
        PlanTestClient.created(PlanTestClient.plan(id));
        PlanTestClient.create(PlanTestClient.plan(id).put("name", "Other"))
                .statusCode(409)
                .body("message", startsWith("a plan with this id exists already"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":null}",
                "{\"id\":\"\"}",
                "{\"id\":\"Pro\"}",
                "{\"id\":\"-pro\"}",
                "{\"id\":\"a b\"}",
                "{\"id\":\"default\"}",
                "{\"id\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}",
                "{\"name\":null}",
                "{\"name\":\" \"}",
                "{\"name\":\"a\\u0000b\"}",
                "{\"currency\":null}",
                "{\"currency\":\"us\"}",
                "{\"currency\":\"xau\"}",
                "{\"currency\":\"zzz\"}",
                "{\"currency\":7}",
                "{\"base_fee\":null}",
                "{\"base_fee\":-0.01}",
                "{\"base_fee\":0.001}",
                "{\"base_fee\":\"25\"}",
                "{\"base_fee\":10000000000.01}",
                "{\"base_fee\":1e999999999}",
                "{\"base_fee\":1e-999999999}",
                "{\"included_volume\":-1}",
                "{\"included_volume\":1.5}",
                "{\"included_volume\":1000000000000001}",
                "{\"tiers\":null}",
                "{\"tiers\":{}}",
                "{\"tiers\":[null]}",
                "{\"tiers\":[{}]}",
                "{\"tiers\":[{\"price_per_thousand\":-1}]}",
                "{\"tiers\":[{\"price_per_thousand\":0.0000001}]}",
                "{\"tiers\":[{\"price_per_thousand\":10000.01}]}",
                "{\"tiers\":[{\"volume_up_to\":10,\"price_per_thousand\":1}]}",
                "{\"tiers\":[{\"price_per_thousand\":1},{\"price_per_thousand\":1}]}",
                "{\"tiers\":[{\"volume_up_to\":0,\"price_per_thousand\":1},{\"price_per_thousand\":1}]}",
                "{\"tiers\":[{\"volume_up_to\":5,\"price_per_thousand\":1},{\"volume_up_to\":5,\"price_per_thousand\":1},"
                        + "{\"price_per_thousand\":1}]}",
                "{\"tiers\":[{\"volume_up_to\":1000000000000001,\"price_per_thousand\":1},{\"price_per_thousand\":1}]}",
                "{\"effective_from\":\"2026-02-29\"}",
                "{\"effective_from\":\"2026-11-01T00:00:00Z\"}",
                "{\"effective_from\":\"1999-12-31\"}",
                "{\"effective_from\":\"3000-01-01\"}",
                "{\"effective_from\":20261101}"
            })
    void what_breaks_a_rule_is_refused(String broken) {
        String body = PlanTestClient.plan(id).encode();
        String field = broken.substring(2, broken.indexOf('"', 2));
        JsonObject without = new JsonObject(body);
        without.remove(field);
        String json = without.encode().substring(0, without.encode().length() - 1) + "," + broken.substring(1);
        given().header(
                        "Authorization",
                        "Bearer " + TestInfrastructure.get().oidc().operatorToken())
                .contentType("application/json")
                .body(json)
                .post("/operator/v1/plans")
                .then()
                .statusCode(400)
                .body("message", containsString(field));
        PlanTestClient.get("/" + id).statusCode(404);
    }

    @Test
    void limits_are_what_may_be_reached() {
        JsonArray tiers = new JsonArray();
        IntStream.rangeClosed(1, 19)
                .forEach(i -> tiers.add(new JsonObject().put("volume_up_to", i).put("price_per_thousand", 10_000)));
        tiers.add(new JsonObject().put("price_per_thousand", 0));
        JsonObject plan = PlanTestClient.plan("a".repeat(28) + id.substring(1))
                .put("name", "n".repeat(255))
                .put("base_fee", 10_000_000_000L)
                .put("included_volume", 1_000_000_000_000_000L)
                .put("effective_from", "2028-02-29")
                .put("tiers", tiers);
        PlanTestClient.create(plan).statusCode(201).body("current.tiers", hasSize(20));
        JsonObject other = plan.copy().put("id", id);
        PlanTestClient.create(other.copy().put("name", "n".repeat(256))).statusCode(400);
        PlanTestClient.create(other.copy()
                        .put("tiers", new JsonArray().add(tiers.getValue(0)).addAll(tiers)))
                .statusCode(400)
                .body("message", startsWith("tiers must be a list of at most 20"));
        PlanTestClient.create(other.copy().put("tiers", new JsonArray())).statusCode(201);
        given().header(
                        "Authorization",
                        "Bearer " + TestInfrastructure.get().oidc().operatorToken())
                .contentType("application/json")
                .post("/operator/v1/plans")
                .then()
                .statusCode(400);
    }

    @Test
    void only_operators_may() {
        UUID parent = account(null);
        String somebody = TestInfrastructure.get().oidc().token("somebody");
        String key = TestKeys.ofParent(parent, "*");
        Map<String, List<String>> verbs = Map.of(
                "/operator/v1/plans",
                List.of("GET", "POST"),
                "/operator/v1/plans/" + id,
                List.of("GET"),
                "/operator/v1/plans/" + id + "/versions",
                List.of("POST"),
                "/operator/v1/accounts/" + parent + "/plan",
                List.of("GET", "PUT"));
        verbs.forEach((path, allowed) -> allowed.forEach(verb -> {
            JsonObject body = PlanTestClient.plan(id);
            assertThat(PlanTestClient.send(null, verb, path, body).statusCode()).isEqualTo(401);
            assertThat(PlanTestClient.send(somebody, verb, path, body).statusCode())
                    .isEqualTo(403);
            assertThat(PlanTestClient.send(key, verb, path, body).statusCode()).isEqualTo(403);
        }));
    }

    @Test
    void what_is_not_there_is_not_found() {
        UUID parent = account(null);
        for (String unknown : List.of(id, "UPPER", "a%00b", "x".repeat(200))) {
            PlanTestClient.get("/" + unknown).statusCode(404).body("message", equalTo("plan not found"));
        }
        PlanTestClient.price(id, PlanTestClient.pricing(1)).statusCode(404);
        PlanTestClient.assign(parent, PlanTestClient.of(id)).statusCode(404).body("message", equalTo("plan not found"));
        PlanTestClient.assign(parent, PlanTestClient.of("default")).statusCode(404);
        PlanTestClient.created(PlanTestClient.plan(id));
        UUID child = child(parent);
        for (UUID account : List.of(Ids.next(), child)) {
            PlanTestClient.assign(account, PlanTestClient.of(id))
                    .statusCode(404)
                    .body("message", equalTo("account not found"));
            PlanTestClient.show(account).statusCode(404);
        }
        PlanTestClient.assign("x", PlanTestClient.of(id)).statusCode(400);
        PlanTestClient.show("x").statusCode(400);
        PlanTestClient.assign(parent, new JsonObject()).statusCode(400);
        PlanTestClient.assign(parent, PlanTestClient.of(id).put("effective_from", "soon"))
                .statusCode(400);
    }

    @Test
    void plans_are_listed_newest_first_page_by_page() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.addFirst(PlanTestClient.created(PlanTestClient.plan(PlanTestClient.newId())));
        }
        Map<String, Object> first = page("?limit=2");
        assertThat(ids(first)).isEqualTo(made.subList(0, 2));
        Map<String, Object> second = page("?limit=2&after=" + cursor(first, "next_cursor"));
        assertThat(ids(second)).isEqualTo(made.subList(2, 4));
        Map<String, Object> back = page("?limit=2&before=" + cursor(second, "previous_cursor"));
        assertThat(ids(back)).isEqualTo(made.subList(0, 2));
        PlanTestClient.get("?limit=0").statusCode(400);
        PlanTestClient.get("?limit=101").statusCode(400);
        PlanTestClient.get("?after=x").statusCode(400);
        PlanTestClient.get("?after=x&before=y").statusCode(400);
    }

    @Test
    void a_plan_gets_versions_with_dates() {
        PlanTestClient.created(PlanTestClient.plan(id));
        PlanTestClient.price(id, PlanTestClient.pricing(30).put("currency", "USD"))
                .statusCode(201)
                .body("object", equalTo("plan_version"))
                .body("plan_id", equalTo(id))
                .body("version", equalTo(2))
                .body("base_fee_minor_units", equalTo(3_000))
                .body("effective_from", equalTo(nextMonth.toString()));
        PlanTestClient.price(id, PlanTestClient.pricing(20).put("effective_from", thisMonth.toString()))
                .statusCode(201)
                .body("version", equalTo(3));
        PlanTestClient.get("/" + id)
                .statusCode(200)
                .body("current.version", equalTo(3))
                .body("versions.version", contains(3, 2, 1))
                .body("versions.base_fee_minor_units", contains(2_000, 3_000, 2_500));
        PlanTestClient.get("?limit=100").body("data.find { it.id == '" + id + "' }.current.version", equalTo(3));
    }

    @Test
    void a_version_keeps_the_currency_and_its_rules() {
        PlanTestClient.created(PlanTestClient.plan(id));
        PlanTestClient.price(id, PlanTestClient.pricing(30).put("currency", "eur"))
                .statusCode(409)
                .body("message", startsWith("the plan is in usd for good"));
        PlanTestClient.price(id, PlanTestClient.pricing(-1)).statusCode(400);
        PlanTestClient.price(id, PlanTestClient.pricing(1).put("effective_from", "x"))
                .statusCode(400);
        PlanTestClient.price(id, new JsonObject()).statusCode(400);
    }

    @Test
    void a_version_does_not_reach_into_periods_that_were_billed() {
        PlanTestClient.created(PlanTestClient.plan(id));
        LocalDate lastMonth = thisMonth.minusMonths(1);
        invoiced(account(null), lastMonth, id, "usd");
        PlanTestClient.price(
                        id,
                        PlanTestClient.pricing(1)
                                .put("effective_from", thisMonth.minusDays(1).toString()))
                .statusCode(409)
                .body("message", containsString("effective_from must be " + thisMonth + " or later"));
        PlanTestClient.price(id, PlanTestClient.pricing(1).put("effective_from", thisMonth.toString()))
                .statusCode(201);
    }

    @Test
    void without_a_plan_of_its_own_an_account_has_the_configured_one() {
        UUID parent = account("standard");
        PlanTestClient.show(parent)
                .statusCode(200)
                .body("object", equalTo("account_plan"))
                .body("account_id", equalTo(parent.toString()))
                .body("period", equalTo(current.name()))
                .body("plan_id", equalTo("default"))
                .body("source", equalTo("default"))
                .body("assigned_from", nullValue())
                .body("pricing.version", equalTo(0))
                .body("pricing.currency", equalTo("usd"))
                .body("pricing.base_fee_minor_units", equalTo(2_500))
                .body("pricing.effective_from", nullValue())
                .body("upcoming", empty());
    }

    @Test
    void an_account_that_was_opened_with_a_plan_has_it_once_it_is_there() {
        UUID parent = account(id);
        PlanTestClient.show(parent).body("source", equalTo("default"));
        PlanTestClient.created(PlanTestClient.plan(id).put("effective_from", nextMonth.toString()));
        PlanTestClient.show(parent)
                .body("source", equalTo("opened-with"))
                .body("plan_id", equalTo(id))
                .body("pricing.version", equalTo(1));
        PlanTestClient.price(
                id,
                PlanTestClient.pricing(1)
                        .put("effective_from", nextMonth.plusDays(1).toString()));
        PlanTestClient.show(parent)
                .body("upcoming.kind", contains("version"))
                .body("upcoming.version", contains(2))
                .body("upcoming.first_period", contains(current.next().next().name()));
    }

    @Test
    void a_plan_of_an_id_that_accounts_were_opened_with_has_the_currency_of_their_invoices() {
        invoiced(account(id), thisMonth.minusMonths(1), "default", "usd");
        PlanTestClient.create(PlanTestClient.plan(id).put("currency", "eur"))
                .statusCode(409)
                .body("message", containsString("billed in another currency"));
        PlanTestClient.create(PlanTestClient.plan(id)).statusCode(201);
    }

    @Test
    void an_account_with_a_plan_of_its_own_counts_as_opened_with_another_only_until_that_holds() {
        String dollars = PlanTestClient.created(PlanTestClient.plan(PlanTestClient.newId()));
        UUID parent = account(id);
        invoiced(parent, thisMonth.minusMonths(1), "default", "usd");
        PlanTestClient.assign(parent, PlanTestClient.of(dollars).put("effective_from", nextMonth.toString()))
                .statusCode(200);
        PlanTestClient.create(PlanTestClient.plan(id).put("currency", "eur"))
                .statusCode(409)
                .body("message", containsString("billed in another currency"));
        PlanTestClient.assign(parent, PlanTestClient.of(dollars).put("effective_from", thisMonth.toString()))
                .statusCode(200);
        PlanTestClient.create(PlanTestClient.plan(id).put("currency", "eur")).statusCode(201);
    }

    @Test
    void the_first_assignment_holds_at_once_and_the_next_one_from_the_next_period() {
        UUID parent = account("standard");
        String other = PlanTestClient.created(PlanTestClient.plan(PlanTestClient.newId()));
        PlanTestClient.created(PlanTestClient.plan(id));
        PlanTestClient.assign(parent, PlanTestClient.of(id))
                .statusCode(200)
                .body("plan_id", equalTo(id))
                .body("name", equalTo("Plan " + id))
                .body("source", equalTo("assigned"))
                .body("assigned_from", equalTo(thisMonth.toString()))
                .body("upcoming", empty());
        PlanTestClient.assign(parent, PlanTestClient.of(other))
                .statusCode(200)
                .body("plan_id", equalTo(id))
                .body("upcoming.plan_id", contains(other))
                .body("upcoming.effective_from", contains(nextMonth.toString()))
                .body("upcoming.first_period", contains(current.next().name()));
        assertThat(inForce(parent, current)).isEqualTo(id);
        assertThat(inForce(parent, current.next())).isEqualTo(other);
        PlanTestClient.assign(parent, PlanTestClient.of(id).put("effective_from", nextMonth.toString()))
                .statusCode(200)
                .body("upcoming.plan_id", contains(id));
        assertThat(inForce(parent, current.next())).isEqualTo(id);
    }

    @Test
    void the_same_again_changes_nothing() {
        UUID parent = account(null);
        PlanTestClient.created(PlanTestClient.plan(id));
        JsonObject assignment = PlanTestClient.of(id).put("effective_from", thisMonth.toString());
        String first = PlanTestClient.assign(parent, assignment)
                .statusCode(200)
                .extract()
                .asString();
        assertThat(PlanTestClient.assign(parent, assignment)
                        .statusCode(200)
                        .extract()
                        .asString())
                .isEqualTo(first);
        assertThat(PlanTestClient.assign(parent, PlanTestClient.of(id))
                        .extract()
                        .asString())
                .isEqualTo(first);
        assertThat(sequences(parent)).containsExactly(1);
    }

    @Test
    void a_closed_period_keeps_its_plan_and_its_currency() {
        UUID parent = account(null);
        PlanTestClient.created(PlanTestClient.plan(id));
        String euro = PlanTestClient.created(
                PlanTestClient.plan(PlanTestClient.newId()).put("currency", "eur"));
        closed(parent, thisMonth.minusMonths(1));
        PlanTestClient.assign(
                        parent,
                        PlanTestClient.of(id)
                                .put("effective_from", thisMonth.minusDays(1).toString()))
                .statusCode(409)
                .body("message", containsString("effective_from must be " + thisMonth + " or later"));
        PlanTestClient.assign(parent, PlanTestClient.of(euro))
                .statusCode(409)
                .body("message", equalTo("the account is billed in usd; choose a plan in usd"));
        PlanTestClient.show(parent).body("source", equalTo("default"));
        PlanTestClient.assign(parent, PlanTestClient.of(id)).statusCode(200);
    }

    @Test
    void before_the_first_closed_period_the_currency_can_change() {
        UUID parent = account(null);
        PlanTestClient.created(PlanTestClient.plan(id));
        String euro = PlanTestClient.created(
                PlanTestClient.plan(PlanTestClient.newId()).put("currency", "eur"));
        PlanTestClient.assign(parent, PlanTestClient.of(id)).statusCode(200);
        PlanTestClient.assign(parent, PlanTestClient.of(euro))
                .statusCode(200)
                .body("plan_id", equalTo(euro))
                .body("pricing.currency", equalTo("eur"))
                .body("upcoming", empty());
        assertThat(sequences(parent)).containsExactly(2);
    }

    @Test
    void a_plan_in_another_currency_holds_for_all_open_periods_or_is_refused() {
        UUID parent = account(null);
        String euro = PlanTestClient.created(PlanTestClient.plan(id).put("currency", "eur"));
        PlanTestClient.assign(parent, PlanTestClient.of(euro).put("effective_from", nextMonth.toString()))
                .statusCode(409)
                .body("message", containsString("would be billed in usd"));
        PlanTestClient.assign(parent, PlanTestClient.of(euro)).statusCode(200);
    }

    @Test
    void a_plan_is_not_assigned_from_before_its_first_price() {
        UUID parent = account(null);
        PlanTestClient.created(PlanTestClient.plan(id).put("effective_from", nextMonth.toString()));
        PlanTestClient.assign(parent, PlanTestClient.of(id))
                .statusCode(409)
                .body("message", startsWith("the plan has prices from " + nextMonth));
        PlanTestClient.assign(parent, PlanTestClient.of(id).put("effective_from", nextMonth.toString()))
                .statusCode(200)
                .body("source", equalTo("default"))
                .body("upcoming.plan_id", contains(id));
    }

    @Test
    void of_assignments_at_the_same_time_all_are_decided_one_after_the_other() throws Exception {
        UUID parent = account(null);
        List<String> plans = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            plans.add(PlanTestClient.created(PlanTestClient.plan(PlanTestClient.newId())));
        }
        assertThat(AtOnce.times(plans.size(), i -> PlanTestClient.assign(parent, PlanTestClient.of(plans.get(i)))
                        .extract()
                        .statusCode()))
                .containsOnly(200);
        assertThat(sequences(parent)).containsExactly(1, 2, 3, 4);
        List<LocalDate> dates = sql
                .rows(
                        "select effective_from from plan_assignment where account_id = $1 order by sequence",
                        Tuple.of(parent))
                .stream()
                .map(row -> row.getLocalDate(0))
                .toList();
        assertThat(dates).containsExactly(thisMonth, nextMonth, nextMonth, nextMonth);
    }

    @Test
    void of_equal_plans_made_at_the_same_time_one_is_there() throws Exception {
        List<Integer> answers = AtOnce.times(
                4, i -> PlanTestClient.create(PlanTestClient.plan(id)).extract().statusCode());
        assertThat(answers).containsExactlyInAnyOrder(201, 409, 409, 409);
    }

    @Test
    void many_parents_are_asked_at_once() {
        UUID one = account(null);
        UUID other = account("standard");
        PlanTestClient.created(PlanTestClient.plan(id));
        PlanTestClient.assign(one, PlanTestClient.of(id)).statusCode(200);
        UUID unknown = Ids.next();
        Map<UUID, PlanInForce> plans =
                plansInForce.of(List.of(one, other, unknown), current).await().atMost(PATIENCE);
        assertThat(plans).hasSize(3);
        assertThat(plans.get(one)).extracting(PlanInForce::planId).isEqualTo(id);
        assertThat(plans.get(other)).extracting(PlanInForce::version).isEqualTo(0);
        assertThat(plans.get(unknown)).extracting(PlanInForce::planId).isEqualTo("default");
        assertThat(plans.get(one)).extracting(PlanInForce::decided).isEqualTo(new Decided(1, id, 1));
        assertThat(plans.get(other)).extracting(PlanInForce::decided).isEqualTo(new Decided(0, "standard", 0));
        assertThat(plans.get(unknown)).extracting(PlanInForce::decided).isEqualTo(Decided.NOTHING);
    }

    @Test
    void a_rebuilt_read_model_is_the_same_row_by_row() {
        UUID parent = account(null);
        PlanTestClient.created(PlanTestClient.plan(id));
        String euro = PlanTestClient.created(
                PlanTestClient.plan(PlanTestClient.newId()).put("currency", "eur"));
        PlanTestClient.price(id, PlanTestClient.pricing(1)).statusCode(201);
        PlanTestClient.assign(parent, PlanTestClient.of(id)).statusCode(200);
        PlanTestClient.assign(parent, PlanTestClient.of(euro)).statusCode(200);
        List<String> live = everything();
        sql.run("delete from plan_version", Tuple.tuple());
        String bearer = "Bearer " + TestInfrastructure.get().oidc().operatorToken();
        given().header("Authorization", bearer)
                .post("/operator/v1/read-models/plans/rebuild")
                .then()
                .statusCode(202);
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> given().header("Authorization", bearer)
                .get("/operator/v1/read-models/plans")
                .then()
                .body("state", equalTo("done")));
        assertThat(everything()).isEqualTo(live).isNotEmpty();
        PlanTestClient.show(parent).statusCode(200).body("plan_id", equalTo(euro));
    }

    private List<String> everything() {
        List<String> rows = new ArrayList<>();
        for (String table : List.of("plan", "plan_version", "plan_assignment")) {
            sql.rows("select t::text from " + table + " t order by 1", Tuple.tuple())
                    .forEach(row -> rows.add(row.getString(0)));
        }
        return rows;
    }

    /** A parent as the directory knows it, opened this month. */
    private UUID account(@Nullable String plan) {
        UUID account = Ids.next();
        sql.run(
                "insert into account_directory (account_id, name, plan, created_at) values ($1, 'Acme', $2, $3)",
                Tuple.of(account, plan, thisMonth.atStartOfDay().atOffset(ZoneOffset.UTC)));
        return account;
    }

    private UUID child(UUID parent) {
        UUID account = Ids.next();
        sql.run("insert into account_directory (account_id, parent_id) values ($1, $2)", Tuple.of(account, parent));
        return account;
    }

    private void closed(UUID account, LocalDate month) {
        JsonObject event = new JsonObject()
                .put("accountId", account.toString())
                .put("period", new BillingPeriod(month).name())
                .put("invoiceId", Ids.next().toString())
                .put("planId", "default")
                .put("receptionCount", 0)
                .put("totalMinorUnits", 2_500)
                .put("currency", "usd")
                .put("occurredAt", Instant.now().toString());
        sql.run(
                "select es_append_one($1, null, $2, 'billing.BillingPeriodClosed', '1', now(), $3, '{}')",
                Tuple.of("billing-account=" + account, UUID.randomUUID(), event.encode()));
    }

    private void invoiced(UUID account, LocalDate month, String plan, String currency) {
        sql.run("""
                insert into invoice (id, account_id, number, period_start, customer_name, plan_id, plan_name, currency,
                       pricing, reception_count, base_fee_minor, overage_minor, corrected_count, correction_minor,
                       total_minor, issued_at)
                values ($1, $2, '0001', $3, 'Acme', $4, 'Plan', $5, '{}', 0, 0, 0, 0, 0, 0, now())""", Tuple.of(Ids.next(), account, month, plan, currency));
    }

    private String inForce(UUID account, BillingPeriod period) {
        return plansInForce.of(account, period).await().atMost(PATIENCE).planId();
    }

    private List<Integer> sequences(UUID account) {
        return sql
                .rows("select sequence from plan_assignment where account_id = $1 order by 1", Tuple.of(account))
                .stream()
                .map(row -> row.getInteger(0))
                .toList();
    }

    private static Map<String, Object> page(String query) {
        return PlanTestClient.get(query).statusCode(200).extract().jsonPath().getMap("");
    }

    private static List<String> ids(Map<String, Object> page) {
        return new JsonObject(page)
                .getJsonArray("data").stream()
                        .map(plan -> ((JsonObject) plan).getString("id"))
                        .toList();
    }

    private static String cursor(Map<String, Object> page, String name) {
        return new JsonObject(page).getJsonObject("pagination").getString(name);
    }
}
