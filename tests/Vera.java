import java.io.FileInputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.*;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.*;

/** Whether PDF files keep to their profiles: Vera PROFILE FILE PROFILE FILE ... prints a line for each, and one for each rule broken. */
public class Vera {
    public static void main(String[] given) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (int at = 0; at < given.length; at += 2) {
            PDFAFlavour profile = PDFAFlavour.byFlavourId(given[at]);
            try (PDFAParser file = Foundries.defaultInstance().createParser(new FileInputStream(given[at + 1]), profile);
                    PDFAValidator rules = Foundries.defaultInstance().createValidator(profile, false)) {
                ValidationResult found = rules.validate(file);
                System.out.println((found.isCompliant() ? "kept" : "broken") + "\t" + given[at] + "\t" + given[at + 1]);
                for (TestAssertion one : found.getTestAssertions())
                    if (one.getStatus() == TestAssertion.Status.FAILED)
                        System.out.println("broken\t" + given[at] + "\t" + one.getRuleId().getClause() + ": " + one.getMessage());
            }
        }
    }
}
