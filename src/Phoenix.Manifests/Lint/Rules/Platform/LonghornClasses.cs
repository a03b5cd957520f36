using System.Globalization;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Platform;

/// <summary>What says how many replicas a Longhorn volume gets.</summary>
internal static class LonghornClasses
{
    /// <summary>Longhorn's own number, where a class or the chart names none.</summary>
    public const int Default = 3;

    private const string Provisioner = "driver.longhorn.io";

    /// <summary>The storage classes of Longhorn that are declared.</summary>
    public static IEnumerable<Manifest> Classes(LintSet set) => set.OfKind("StorageClass", "storage.k8s.io").Where(c => c.Text("provisioner") == Provisioner);

    /// <summary>The releases of Longhorn's chart.</summary>
    public static IEnumerable<Manifest> Releases(LintSet set) => FluxObjects.Releases(set).Where(r => FluxObjects.Chart(r) == "longhorn");

    /// <summary>Each number of replicas: the storage class's name, the number, the object, and its place.</summary>
    public static IEnumerable<(string Class, int Replicas, Manifest Owner, LintPlace Place)> Replicas(LintSet set)
    {
        foreach (Manifest one in Classes(set))
        {
            if (Number(one.Scalar("parameters", "numberOfReplicas")) is int count)
            {
                yield return (one.Name, count, one, one.Near("parameters", "numberOfReplicas"));
            }
        }

        foreach (Manifest release in Releases(set))
        {
            // Values that come from elsewhere may say another number.
            if (release.Find("spec", "values", "persistence", "defaultClassReplicaCount") is YamlScalar given)
            {
                if (Number(given) is int count)
                {
                    yield return ("longhorn", count, release, release.At(given));
                }
            }
            else if (release.Items("spec", "valuesFrom").Count == 0 && release.Root.Flag("spec", "values", "persistence", "defaultClass") != false)
            {
                yield return ("longhorn", Default, release, release.Near("spec", "values", "persistence"));
            }
        }
    }

    private static int? Number(YamlScalar? scalar) => int.TryParse(scalar?.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0 ? count : null;
}
