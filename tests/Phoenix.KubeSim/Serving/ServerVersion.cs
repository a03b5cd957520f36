using System.Text.Json.Nodes;

namespace Phoenix.KubeSim.Serving;

/// <summary>The release that the simulator speaks like.</summary>
internal static class ServerVersion
{
    public static JsonObject Document() => new()
    {
        ["major"] = "1",
        ["minor"] = "36",
        ["gitVersion"] = "v1.36.0-sim",
        ["gitCommit"] = "",
        ["gitTreeState"] = "clean",
        ["buildDate"] = "2026-04-22T00:00:00Z",
        ["goVersion"] = "go1.26",
        ["compiler"] = "gc",
        ["platform"] = "linux/amd64",
    };
}
