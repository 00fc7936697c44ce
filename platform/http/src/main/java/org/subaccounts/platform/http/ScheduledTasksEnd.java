package org.subaccounts.platform.http;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduler;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

/** Lets no scheduled task begin once the service goes down: the scheduler outlives the database pool that they need. */
@Singleton
class ScheduledTasksEnd {
    private final Scheduler scheduler;

    ScheduledTasksEnd(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    void shutdown(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownEvent event) {
        scheduler.pause();
    }
}
