package dev.millrace;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.millrace", importOptions = ImportOption.DoNotIncludeTests.class)
class PackageBoundariesTest {
  @ArchTest
  static final ArchRule ROOMS_STAND_ON_EACH_OTHER =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("language")
          .definedBy("dev.millrace")
          .layer("plan")
          .definedBy("dev.millrace.plan")
          .layer("aggregate")
          .definedBy("dev.millrace.aggregate")
          .layer("code")
          .definedBy("dev.millrace.code")
          .layer("record")
          .definedBy("dev.millrace.record")
          .whereLayer("language")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("plan")
          .mayOnlyBeAccessedByLayers("language")
          .whereLayer("code")
          .mayOnlyBeAccessedByLayers("plan")
          .whereLayer("aggregate")
          .mayOnlyBeAccessedByLayers("plan", "language");

  @ArchTest
  static final ArchRule THE_LANGUAGE_KNOWS_NO_ENGINE_AND_NO_LIBRARY =
      noClasses()
          .should()
          .dependOnClassesThat(
              JavaClass.Predicates.resideInAnyPackage(
                      "org.apache..", "com.fasterxml..", "com.google..", "picocli..")
                  .and(
                      DescribedPredicate.not(
                          JavaClass.Predicates.resideInAPackage("org.apache.datasketches.."))));

  @ArchTest
  static final ArchRule ONLY_AGGREGATIONS_KNOW_SKETCHES =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.millrace.aggregate")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.datasketches..");

  @ArchTest
  static final ArchRule NAMES_SAY_WHAT_A_THING_IS =
      noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)$");

  @ArchTest
  static final ArchRule NOBODY_EXTENDS_THE_LANGUAGE =
      classes()
          .that()
          .resideInAPackage("dev.millrace")
          .and()
          .arePublic()
          .and()
          .areNotInterfaces()
          .should()
          .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL);
}
