package dev.windsock.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompanyNamesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ACME CORP|Acme",
        "Acme Inc.|Acme",
        "GLOBEX & COMPANY/MN|Globex",
        "INITECH HOLDINGS, INC. /DE/|Initech Holdings",
        "BANK OF GLOBEX CORP|Bank of Globex",
        "THE ACME CO LTD|The Acme",
        "ABC GLOBEX PLC|ABC Globex",
        "eGlobex Ltd|eGlobex",
        "CO|CO",
        "''|''",
        ", ,|''"
      })
  void usual_registeredName_isAsPeopleSayIt(String registered, String usual) {
    assertThat(CompanyNames.usual(registered)).isEqualTo(usual);
  }
}
