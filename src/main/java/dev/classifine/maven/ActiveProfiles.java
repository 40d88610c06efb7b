package dev.classifine.maven;

import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.maven.model.Activation;
import org.apache.maven.model.ActivationFile;
import org.apache.maven.model.ActivationOS;
import org.apache.maven.model.ActivationProperty;
import org.apache.maven.model.Profile;
import org.apache.maven.model.path.DefaultPathTranslator;
import org.apache.maven.model.path.ProfileActivationFilePathInterpolator;
import org.apache.maven.model.profile.DefaultProfileActivationContext;
import org.apache.maven.model.profile.DefaultProfileSelector;
import org.apache.maven.model.profile.activation.FileProfileActivator;
import org.apache.maven.model.profile.activation.JdkVersionProfileActivator;
import org.apache.maven.model.profile.activation.OperatingSystemProfileActivator;
import org.apache.maven.model.profile.activation.PropertyProfileActivator;
import org.apache.maven.settings.Repository;
import org.apache.maven.settings.Settings;

/** Which profiles of the settings are active; Maven's own rules decide. */
final class ActiveProfiles {

  private final Settings settings;
  private final Properties variables;

  ActiveProfiles(Settings settings, Properties variables) {
    this.settings = settings;
    this.variables = variables;
  }

  /** The repositories of the active profiles, in the order of the file. */
  List<Repository> repositories() {
    Set<String> active =
        selector()
            .getActiveProfiles(
                settings.getProfiles().stream().map(ActiveProfiles::asModel).toList(),
                new DefaultProfileActivationContext()
                    .setActiveProfileIds(settings.getActiveProfiles())
                    .setSystemProperties(variables),
                problem -> {})
            .stream()
            .map(Profile::getId)
            .collect(Collectors.toSet());
    return settings.getProfiles().stream()
        .filter(profile -> active.contains(profile.getId()))
        .flatMap(profile -> profile.getRepositories().stream())
        .toList();
  }

  private static DefaultProfileSelector selector() {
    return new DefaultProfileSelector()
        .addProfileActivator(new JdkVersionProfileActivator())
        .addProfileActivator(new OperatingSystemProfileActivator())
        .addProfileActivator(new PropertyProfileActivator())
        .addProfileActivator(
            new FileProfileActivator()
                .setProfileActivationFilePathInterpolator(
                    new ProfileActivationFilePathInterpolator()
                        .setPathTranslator(new DefaultPathTranslator())));
  }

  private static Profile asModel(org.apache.maven.settings.Profile profile) {
    Profile model = new Profile();
    model.setId(profile.getId());
    model.setSource(Profile.SOURCE_SETTINGS);
    if (profile.getActivation() != null) {
      model.setActivation(asModel(profile.getActivation()));
    }
    return model;
  }

  private static Activation asModel(org.apache.maven.settings.Activation from) {
    Activation activation = new Activation();
    activation.setActiveByDefault(from.isActiveByDefault());
    activation.setJdk(from.getJdk());
    if (from.getOs() != null) {
      ActivationOS os = new ActivationOS();
      os.setName(from.getOs().getName());
      os.setFamily(from.getOs().getFamily());
      os.setArch(from.getOs().getArch());
      os.setVersion(from.getOs().getVersion());
      activation.setOs(os);
    }
    if (from.getProperty() != null) {
      ActivationProperty property = new ActivationProperty();
      property.setName(from.getProperty().getName());
      property.setValue(from.getProperty().getValue());
      activation.setProperty(property);
    }
    if (from.getFile() != null) {
      ActivationFile file = new ActivationFile();
      file.setExists(from.getFile().getExists());
      file.setMissing(from.getFile().getMissing());
      activation.setFile(file);
    }
    return activation;
  }
}
