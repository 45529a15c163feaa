package dev.millrace;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.millrace", importOptions = ImportOption.DoNotIncludeTests.class)
class PackageBoundariesTest {
  @ArchTest
  static final ArchRule ONLY_LOWERING_LAUNCHER_AND_TEST_KIT_KNOW_BEAM =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.millrace.beam..", "dev.millrace.launch..", "dev.millrace.testkit..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.beam..");

  @ArchTest
  static final ArchRule ROOMS_DO_NOT_STAND_IN_A_CIRCLE =
      slices().matching("dev.millrace.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NAMES_SAY_WHAT_A_THING_IS =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.millrace.servers..") // Flink's own words
          .should()
          .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)$");
}
