using Phoenix.Plans;

namespace Phoenix.Cli.Rendering;

/// <summary>Prints a plan in the form asked for.</summary>
internal static class PlanRendering
{
    public static void Write(StackPlan plan, PlanFormat format, DateTimeOffset now, TextWriter output)
    {
        switch (format)
        {
            case PlanFormat.Json:
                PlanJson.Write(plan, output);
                break;
            case PlanFormat.Mermaid:
                PlanGraph.WriteMermaid(plan, output);
                break;
            case PlanFormat.Dot:
                PlanGraph.WriteDot(plan, output);
                break;
            default:
                PlanText.Write(plan, now, output);
                break;
        }
    }
}
