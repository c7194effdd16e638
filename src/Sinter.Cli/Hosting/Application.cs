using System.CommandLine;
using System.CommandLine.Help;
using System.Reflection;

namespace Sinter.Cli;

/// <summary>The command as a whole: reads the arguments, runs one command, turns failures into a line and an exit code.</summary>
internal static class Application
{
    private const int HelpWidth = 110;

    /// <summary>The program's version.</summary>
    public static string Version => typeof(Application).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static int Run(Terminal terminal, IReadOnlyList<string> arguments, CancellationToken cancellation = default)
    {
        using var interruption = new Interruption(cancellation);
        var (root, verbose) = CreateRoot(terminal, interruption);
        var stack = false;
        try
        {
            var parsed = root.Parse(arguments);
            if (parsed.Errors.Count > 0) return RefuseArguments(terminal, parsed);
            stack = parsed.GetValue(verbose);
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = terminal.Output,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (Exception exception)
        {
            return Failure.Report(terminal, exception, stack);
        }
    }

    // Not a RootCommand: that one is called like the executable, whoever hosts it.
    private static (Command Root, Option<bool> Verbose) CreateRoot(Terminal terminal, Interruption interruption)
    {
        var verbose = new Option<bool>("--verbose") { Description = "Show the stack of a failure.", Recursive = true };
        var version = new Option<bool>("--version") { Description = "Show the version." };
        var help = new HelpAction { MaxWidth = HelpWidth };
        var root = new Command("sinter", "Merges fine-tuned checkpoints into one model.")
        {
            new HelpOption("--help", "-h", "-?") { Action = help, Description = "Show this help." },
            version,
            verbose,
            new MergeCommand(terminal, interruption),
            new CheckCommand(terminal),
            new InspectCommand(terminal, interruption),
            new MethodsCommand(terminal),
            new ConvertCommand(terminal, interruption),
            new DataCommand(terminal),
            new TrainCommand(terminal, interruption),
            new EvalCommand(terminal, interruption),
            new MergeabilityCommand(terminal, interruption),
            new CorruptCommand(terminal, interruption),
            new RouteCommand(terminal, interruption),
            new BenchCommand(terminal, interruption),
            new StudyCommand(terminal, interruption),
            new QuickstartCommand(terminal, interruption),
            new DemoCommand(terminal, interruption),
        };
        root.SetAction(parsed =>
        {
            if (!parsed.GetValue(version)) return help.Invoke(parsed);
            terminal.Output.WriteLine($"sinter {Version}");
            return ExitCode.Done;
        });
        return (root, verbose);
    }

    private static int RefuseArguments(Terminal terminal, ParseResult parsed)
    {
        var path = string.Join(' ', parsed.CommandResult.Command.Parents.OfType<Command>().Select(static command => command.Name).Append(parsed.CommandResult.Command.Name));
        terminal.Error.WriteLine($"error: {Failure.OneLine(parsed.Errors[0].Message)} See '{path} --help'.");
        return ExitCode.Input;
    }
}
