package org.subaccounts.contracts;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** CloudEvents {@code type} of every contract event, both ways: {@code org.subaccounts.SubAccountCreated.v1}. */
public final class ContractEvents {
    private static final String NAMESPACE = "org.subaccounts.";
    private static final Map<String, Class<? extends ContractEvent>> BY_TYPE = Arrays.stream(
                    ContractEvent.class.getPermittedSubclasses())
            .<Class<? extends ContractEvent>>map(type -> type.asSubclass(ContractEvent.class))
            .collect(Collectors.toUnmodifiableMap(ContractEvents::type, Function.identity()));

    private ContractEvents() {}

    public static String type(Class<? extends ContractEvent> event) {
        ContractEventType type = event.getAnnotation(ContractEventType.class);
        if (type == null) {
            throw new IllegalArgumentException(event.getName() + " has no @ContractEventType");
        }
        return NAMESPACE + type.name() + ".v" + type.version();
    }

    /** Empty for a type that this build does not know, as a newer producer may send. */
    public static Optional<Class<? extends ContractEvent>> byType(String type) {
        return Optional.ofNullable(BY_TYPE.get(type));
    }

    public static Set<String> types() {
        return BY_TYPE.keySet();
    }
}
