package org.subaccounts.billing.invoice.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTableTest {
    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"})
    void what_a_spreadsheet_would_compute_is_text(String cell) {
        assertThat(CsvTable.defused(cell)).isEqualTo("'" + cell);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Acme", "a=b", "1-2", "'quoted"})
    void other_text_stays_as_it_is(String cell) {
        assertThat(CsvTable.defused(cell)).isEqualTo(cell);
    }

    @Test
    void cells_with_separators_quotes_and_lines_are_quoted() {
        CsvTable table = new CsvTable("a", "b");
        table.row("x,y", "say \"hi\"\r\nthere");
        table.row(-1, "ü");
        assertThat(new String(table.bytes(), StandardCharsets.UTF_8))
                .isEqualTo("a,b\r\n\"x,y\",\"say \"\"hi\"\"\r\nthere\"\r\n-1,ü\r\n");
    }
}
