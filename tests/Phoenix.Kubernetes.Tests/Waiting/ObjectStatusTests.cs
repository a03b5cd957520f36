using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Waiting;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Waiting;

public sealed class ObjectStatusTests
{
    private const string Seen = "\"observedGeneration\":2";

    [Theory]
    // What holds for every kind.
    [InlineData("v1", "ConfigMap", "{}", "{}", ObjectState.Current)]
    [InlineData("a.test/v1", "Castle", "{}", "{}", ObjectState.Current)]
    [InlineData("a.test/v1", "Castle", "{}", "{\"observedGeneration\":1}", ObjectState.InProgress)]
    [InlineData("a.test/v1", "Castle", "{}", "{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}", ObjectState.Current)]
    [InlineData("a.test/v1", "Castle", "{}", "{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\",\"observedGeneration\":1}]}", ObjectState.InProgress)]
    [InlineData("a.test/v1", "Castle", "{}", "{\"conditions\":[{\"type\":\"Ready\",\"status\":\"False\"}]}", ObjectState.InProgress)]
    [InlineData("a.test/v1", "Castle", "{}", "{\"conditions\":[{\"type\":\"Ready\",\"status\":\"Unknown\"}]}", ObjectState.InProgress)]
    [InlineData("a.test/v1", "Castle", "{}", "{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"},{\"type\":\"Reconciling\",\"status\":\"True\"}]}", ObjectState.InProgress)]
    [InlineData("a.test/v1", "Castle", "{}", "{\"conditions\":[{\"type\":\"Stalled\",\"status\":\"True\"}]}", ObjectState.Failed)]
    [InlineData("a.test/v1", "Castle", "{}", "{\"conditions\":[{\"type\":\"Stalled\",\"status\":\"False\"},{\"type\":\"Ready\",\"status\":\"True\"}]}", ObjectState.Current)]
    // Deployments.
    [InlineData("apps/v1", "Deployment", "{}", "{}", ObjectState.InProgress)]
    [InlineData("apps/v1", "Deployment", "{\"replicas\":0}", "{}", ObjectState.InProgress)]
    [InlineData("apps/v1", "Deployment", "{}", "{" + Seen + "}", ObjectState.InProgress)]
    [InlineData("apps/v1", "Deployment", "{}", "{" + Seen + ",\"replicas\":1,\"updatedReplicas\":1,\"availableReplicas\":1,\"readyReplicas\":1,\"conditions\":[{\"type\":\"Available\",\"status\":\"True\"}]}", ObjectState.Current)]
    [InlineData("apps/v1", "Deployment", "{}", "{" + Seen + ",\"replicas\":1,\"updatedReplicas\":1,\"availableReplicas\":1,\"readyReplicas\":1,\"conditions\":[{\"type\":\"Available\",\"status\":\"False\"}]}", ObjectState.InProgress)]
    [InlineData("apps/v1", "Deployment", "{}", "{" + Seen + ",\"replicas\":2,\"updatedReplicas\":1,\"availableReplicas\":2,\"readyReplicas\":2,\"conditions\":[{\"type\":\"Available\",\"status\":\"True\"}]}", ObjectState.InProgress)]
    [InlineData("apps/v1", "Deployment", "{\"replicas\":2}", "{" + Seen + ",\"replicas\":2,\"updatedReplicas\":2,\"availableReplicas\":1,\"readyReplicas\":2,\"conditions\":[{\"type\":\"Available\",\"status\":\"True\"}]}", ObjectState.InProgress)]
    [InlineData("apps/v1", "Deployment", "{\"replicas\":2}", "{" + Seen + ",\"replicas\":2,\"updatedReplicas\":1,\"availableReplicas\":2,\"readyReplicas\":2,\"conditions\":[{\"type\":\"Available\",\"status\":\"True\"}]}", ObjectState.InProgress)]
    [InlineData("apps/v1", "Deployment", "{}", "{" + Seen + ",\"conditions\":[{\"type\":\"Progressing\",\"status\":\"False\",\"reason\":\"ProgressDeadlineExceeded\"}]}", ObjectState.Failed)]
    // StatefulSets.
    [InlineData("apps/v1", "StatefulSet", "{\"replicas\":2}", "{" + Seen + ",\"replicas\":2,\"readyReplicas\":2,\"currentReplicas\":2,\"currentRevision\":\"a\",\"updateRevision\":\"a\"}", ObjectState.Current)]
    [InlineData("apps/v1", "StatefulSet", "{\"replicas\":2}", "{" + Seen + ",\"replicas\":2,\"readyReplicas\":1,\"currentReplicas\":2,\"currentRevision\":\"a\",\"updateRevision\":\"a\"}", ObjectState.InProgress)]
    [InlineData("apps/v1", "StatefulSet", "{\"replicas\":2}", "{" + Seen + ",\"replicas\":2,\"readyReplicas\":2,\"currentReplicas\":2,\"currentRevision\":\"a\",\"updateRevision\":\"b\"}", ObjectState.InProgress)]
    [InlineData("apps/v1", "StatefulSet", "{\"replicas\":1}", "{" + Seen + ",\"replicas\":2,\"readyReplicas\":2,\"currentReplicas\":2}", ObjectState.InProgress)]
    [InlineData("apps/v1", "StatefulSet", "{\"updateStrategy\":{\"type\":\"OnDelete\"}}", "{" + Seen + ",\"replicas\":1}", ObjectState.InProgress)]
    [InlineData("apps/v1", "StatefulSet", "{\"updateStrategy\":{\"type\":\"OnDelete\"}}", "{" + Seen + ",\"replicas\":1,\"readyReplicas\":1}", ObjectState.Current)]
    [InlineData("apps/v1", "StatefulSet", "{\"replicas\":3,\"updateStrategy\":{\"rollingUpdate\":{\"partition\":2}}}", "{" + Seen + ",\"replicas\":3,\"readyReplicas\":3,\"updatedReplicas\":0}", ObjectState.InProgress)]
    [InlineData("apps/v1", "StatefulSet", "{\"replicas\":3,\"updateStrategy\":{\"rollingUpdate\":{\"partition\":2}}}", "{" + Seen + ",\"replicas\":3,\"readyReplicas\":3,\"updatedReplicas\":1}", ObjectState.Current)]
    // DaemonSets, ReplicaSets.
    [InlineData("apps/v1", "DaemonSet", "{}", "{" + Seen + "}", ObjectState.InProgress)]
    [InlineData("apps/v1", "DaemonSet", "{}", "{" + Seen + ",\"desiredNumberScheduled\":2,\"currentNumberScheduled\":2,\"updatedNumberScheduled\":2,\"numberAvailable\":2,\"numberReady\":2}", ObjectState.Current)]
    [InlineData("apps/v1", "DaemonSet", "{}", "{" + Seen + ",\"desiredNumberScheduled\":2,\"currentNumberScheduled\":2,\"updatedNumberScheduled\":1,\"numberAvailable\":2,\"numberReady\":2}", ObjectState.InProgress)]
    [InlineData("apps/v1", "ReplicaSet", "{}", "{" + Seen + ",\"replicas\":1,\"fullyLabeledReplicas\":1,\"availableReplicas\":1,\"readyReplicas\":1}", ObjectState.Current)]
    [InlineData("apps/v1", "ReplicaSet", "{\"replicas\":0}", "{" + Seen + ",\"replicas\":1}", ObjectState.InProgress)]
    // Jobs: kstatus calls a running one current.
    [InlineData("batch/v1", "Job", "{}", "{}", ObjectState.InProgress)]
    [InlineData("batch/v1", "Job", "{}", "{\"startTime\":\"t\",\"active\":1}", ObjectState.InProgress)]
    [InlineData("batch/v1", "Job", "{}", "{\"conditions\":[{\"type\":\"Complete\",\"status\":\"True\"}]}", ObjectState.Current)]
    [InlineData("batch/v1", "Job", "{}", "{\"conditions\":[{\"type\":\"Failed\",\"status\":\"True\",\"reason\":\"BackoffLimitExceeded\"}]}", ObjectState.Failed)]
    [InlineData("batch/v1", "Job", "{}", "{\"conditions\":[{\"type\":\"Failed\",\"status\":\"False\"}],\"startTime\":\"t\"}", ObjectState.InProgress)]
    [InlineData("batch/v1", "CronJob", "{}", "{}", ObjectState.Current)]
    // Pods, claims, services, namespaces.
    [InlineData("v1", "Pod", "{}", "{}", ObjectState.InProgress)]
    [InlineData("v1", "Pod", "{}", "{\"phase\":\"Running\"}", ObjectState.InProgress)]
    [InlineData("v1", "Pod", "{}", "{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}", ObjectState.Current)]
    [InlineData("v1", "Pod", "{}", "{\"phase\":\"Succeeded\"}", ObjectState.Current)]
    [InlineData("v1", "Pod", "{}", "{\"phase\":\"Failed\"}", ObjectState.Failed)]
    [InlineData("v1", "Pod", "{}", "{\"phase\":\"Pending\",\"conditions\":[{\"type\":\"PodScheduled\",\"status\":\"False\",\"reason\":\"Unschedulable\"}]}", ObjectState.InProgress)]
    [InlineData("v1", "PersistentVolumeClaim", "{}", "{\"phase\":\"Pending\"}", ObjectState.InProgress)]
    [InlineData("v1", "PersistentVolumeClaim", "{}", "{\"phase\":\"Bound\"}", ObjectState.Current)]
    [InlineData("v1", "PersistentVolumeClaim", "{}", "{\"phase\":\"Lost\"}", ObjectState.InProgress)]
    [InlineData("v1", "Service", "{\"type\":\"ClusterIP\"}", "{}", ObjectState.Current)]
    [InlineData("v1", "Service", "{\"type\":\"LoadBalancer\",\"clusterIP\":\"10.0.0.1\"}", "{\"loadBalancer\":{}}", ObjectState.InProgress)]
    [InlineData("v1", "Service", "{\"type\":\"LoadBalancer\",\"clusterIP\":\"10.0.0.1\"}", "{\"loadBalancer\":{\"ingress\":[{\"ip\":\"1.2.3.4\"}]}}", ObjectState.Current)]
    [InlineData("v1", "Namespace", "{}", "{\"phase\":\"Active\"}", ObjectState.Current)]
    [InlineData("v1", "Namespace", "{}", "{\"phase\":\"Terminating\"}", ObjectState.InProgress)]
    // Definitions and aggregated APIs.
    [InlineData("apiextensions.k8s.io/v1", "CustomResourceDefinition", "{}", "{}", ObjectState.InProgress)]
    [InlineData("apiextensions.k8s.io/v1", "CustomResourceDefinition", "{}", "{\"conditions\":[{\"type\":\"Established\",\"status\":\"True\"}]}", ObjectState.Current)]
    [InlineData("apiextensions.k8s.io/v1", "CustomResourceDefinition", "{}", "{\"conditions\":[{\"type\":\"Established\",\"status\":\"False\",\"reason\":\"Installing\"}]}", ObjectState.InProgress)]
    [InlineData("apiextensions.k8s.io/v1", "CustomResourceDefinition", "{}", "{\"conditions\":[{\"type\":\"NamesAccepted\",\"status\":\"False\"},{\"type\":\"Established\",\"status\":\"True\"}]}", ObjectState.Failed)]
    [InlineData("apiregistration.k8s.io/v1", "APIService", "{}", "{}", ObjectState.InProgress)]
    [InlineData("apiregistration.k8s.io/v1", "APIService", "{}", "{\"conditions\":[{\"type\":\"Available\",\"status\":\"True\"}]}", ObjectState.Current)]
    public void An_object_is_judged(string apiVersion, string kind, string spec, string status, ObjectState expected)
    {
        ObjectStatus judged = ObjectStatus.Of(Make(apiVersion, kind, spec, status));

        Assert.Equal(expected, judged.State);
        Assert.NotEmpty(judged.Message);
    }

    [Fact]
    public void What_is_being_deleted_is_never_ready()
    {
        KubeObject going = Make("apps/v1", "Deployment", "{\"replicas\":0}", "{" + Seen + "}");
        going.Content["metadata"]!["deletionTimestamp"] = "2026-01-01T00:00:00Z";
        going.Content["metadata"]!["finalizers"] = new JsonArray("foregroundDeletion");

        Assert.Equal(new ObjectStatus(ObjectState.Terminating, "is being deleted; held by foregroundDeletion"), ObjectStatus.Of(going));
    }

    [Fact]
    public void The_trouble_of_a_pods_containers_is_told()
    {
        ObjectStatus judged = ObjectStatus.Of(Make("v1", "Pod", "{}", """
            {"phase":"Running","containerStatuses":[{"name":"db","restartCount":4,"state":{"waiting":{"reason":"CrashLoopBackOff","message":"back-off 40s"}},"lastState":{"terminated":{"exitCode":55}}}]}
            """));

        Assert.Equal(ObjectState.InProgress, judged.State);
        Assert.Contains("container db waits: CrashLoopBackOff: back-off 40s, restarted 4 times; last exit code 55", judged.Message, StringComparison.Ordinal);
    }

    private static KubeObject Make(string apiVersion, string kind, string spec, string status) => new(new JsonObject
    {
        ["apiVersion"] = apiVersion,
        ["kind"] = kind,
        ["metadata"] = new JsonObject { ["name"] = "a", ["namespace"] = "b", ["generation"] = 2 },
        ["spec"] = JsonNode.Parse(spec),
        ["status"] = JsonNode.Parse(status),
    });
}
