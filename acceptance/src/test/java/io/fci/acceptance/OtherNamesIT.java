package io.fci.acceptance;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// Nothing is wired to the names, the network or the zone of the other tests, and certificates change nothing.
@TestInstance(Lifecycle.PER_CLASS)
class OtherNamesIT {
    private Lab lab;

    @BeforeAll
    void up() {
        lab = Lab.up(Plan.of(List.of("x7", "q", "blue"), "10.91.4", "apps.example", true));
    }

    @AfterAll
    void down() {
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void otherNodesInAnotherNetworkAndZoneWithCertificatesFailOverAsWell() {
        var story = new InstanceStory(lab);
        var ledger = story.oneCommandMakesAnInstance("ledger", 77);
        story.theOwnersMachineDies(ledger);
    }
}
