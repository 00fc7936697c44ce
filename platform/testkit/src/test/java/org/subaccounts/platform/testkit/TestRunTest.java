package org.subaccounts.platform.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestRunTest {
    private static final String NAME = "run-1-";

    @Test
    void processes_that_live_at_the_same_time_have_numbers_of_their_own_and_that_of_a_dead_one_is_used_again(
            @TempDir Path shared) throws IOException, InterruptedException {
        long living = ProcessHandle.current().pid();
        Process other = new ProcessBuilder("sleep", "60").start();
        Process third = new ProcessBuilder("sleep", "60").start();
        try {
            assertThat(TestRun.number(shared, NAME, other.pid())).isEqualTo(1);
            assertThat(TestRun.number(shared, NAME, living)).isEqualTo(2);
            other.destroyForcibly().waitFor();
            assertThat(TestRun.number(shared, NAME, living)).as("keeps its own").isEqualTo(2);
            assertThat(TestRun.number(shared, NAME, third.pid())).isEqualTo(1);
        } finally {
            other.destroyForcibly();
            third.destroyForcibly();
        }
    }
}
