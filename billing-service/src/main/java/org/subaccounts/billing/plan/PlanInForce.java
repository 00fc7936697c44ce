package org.subaccounts.billing.plan;

/** What prices a parent's period: a version of a plan. {@code version} 0: the configured default plan. */
public record PlanInForce(String planId, String planName, int version, PricingPlan pricing, Decided decided) {
    /** The id of the configured plan; no other plan is called so. */
    public static final String DEFAULT_ID = "default";

    /**
     * What had been decided when it was read: so many assignments of the account, and so many versions of the plan that its
     * assignment names, or else its opening; 0 if there is no such plan.
     */
    public record Decided(int assignments, String planId, int versions) {
        public static final Decided NOTHING = new Decided(0, DEFAULT_ID, 0);
    }

    public PlanInForce withoutBaseFee() {
        return new PlanInForce(planId, planName, version, pricing.withoutBaseFee(), decided);
    }

    static PlanInForce byDefault(PricingPlan pricing, Decided decided) {
        return new PlanInForce(DEFAULT_ID, "Default", 0, pricing, decided);
    }
}
