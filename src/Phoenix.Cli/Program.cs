using System.CommandLine;
using System.Runtime.InteropServices;
using Phoenix.Cli;
using Phoenix.Cli.Commands;
using Phoenix.Cli.Rendering;
using Phoenix.Errors;

// The quick answer: the parser and all it loads are not needed for it.
if (args is ["--version"])
{
    Console.WriteLine(ProductVersion.Text);
    return ExitCodes.Done;
}

var root = new RootCommand("Burn the platform, bring it back from its S3 backup, and prove that no acknowledged write was lost.")
{
    DrillCommand.Create(), PlanCommand.Create(), CheckCommand.Create(), CreateCommand.Create(), WipeCommand.Create(), InitCommand.Create(), DoctorCommand.Create(), LintCommand.Create(), LabCommand.Create(),
    ReportCommand.Create(GlobalOptions.State, GlobalOptions.Format), HistoryCommand.Create(GlobalOptions.State, GlobalOptions.Format),
    VerifyCommand.Create(GlobalOptions.State, GlobalOptions.Format), ExplainCommand.Create(GlobalOptions.State, GlobalOptions.Format), GlobalOptions.State, GlobalOptions.Format,
};
ParseResult parsed = root.Parse(args);
// A wrong option elsewhere does not make the format unknown.
OutputFormat format = parsed.GetResult(GlobalOptions.Format) is { } given && given.Errors.Any() ? OutputFormat.Text : parsed.GetValue(GlobalOptions.Format);
if (parsed.Errors.Count > 0)
{
    ErrorRendering.Write(
        new PhoenixException(ErrorCode.Usage, string.Join("; ", parsed.Errors.Select(e => e.Message.TrimEnd('.')).Distinct()), "see: phoenix --help"),
        format,
        Console.Error);
    return ExitCodes.Usage;
}

// A drill goes on when the terminal that it was started from goes away.
using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => context.Cancel = true);
try
{
    // Without a bound the command itself decides when it can stop; without any value Ctrl-C would kill it in the middle of a wipe.
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = Timeout.InfiniteTimeSpan });
}
catch (OperationCanceledException e) when (e.InnerException is not TimeoutException)
{
    Console.Error.WriteLine("interrupted");
    return ExitCodes.Interrupted;
}
catch (Exception e)
{
    PhoenixException fault = Fault.Of(e);
    ErrorRendering.Write(fault, format, Console.Error);
    return fault.Definition.ExitCode;
}
