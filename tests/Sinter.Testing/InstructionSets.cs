using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text.RegularExpressions;

namespace Sinter.Testing;

/// <summary>
/// Runs kernel tests again as a lesser machine would: in a child process of the same test executable with an instruction set switched off. A test assembly has one class
/// for it, marked with the trait itself (in the child its test checks that the switch works):
/// <code>
/// [Trait("Category", "Kernel")]
/// public class LesserMachines
/// {
///     [Theory, InlineData("AVX512"), InlineData("AVX2"), InlineData("HWIntrinsic")]
///     public void Kernel_tests_pass_without(string instructionSet) => InstructionSets.RunKernelTestsWithout(instructionSet, typeof(LesserMachines).Assembly);
/// }
/// </code>
/// </summary>
public static partial class InstructionSets
{
    private const string Marker = "SINTER_TESTS_WITHOUT";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Whether this process is such a child.</summary>
    public static bool IsChild => Environment.GetEnvironmentVariable(Marker) is not null;

    /// <summary>Runs all tests of an assembly that carry the trait Category = Kernel. "AVX2" takes FMA and AVX-512 with it, "HWIntrinsic" everything: vectors in software.</summary>
    public static void RunKernelTestsWithout(string instructionSet, Assembly tests) => Run(instructionSet, tests, ["-trait", "Category=Kernel"]);

    /// <summary>Runs all tests of a class.</summary>
    public static void RunClassWithout(string instructionSet, Type testClass) => Run(instructionSet, testClass.Assembly, ["-class", testClass.FullName!]);

    private static void Run(string instructionSet, Assembly tests, string[] filter)
    {
        if (Environment.GetEnvironmentVariable(Marker) is { } without)
        {
            IsSupported(without).ShouldBeFalse($"DOTNET_Enable{without}=0 has no effect");
            return;
        }

        var (exitCode, output) = RunChild(instructionSet, Path.ChangeExtension(tests.Location, OperatingSystem.IsWindows() ? ".exe" : null), filter);
        var summary = Summary().Match(output);
        summary.Success.ShouldBeTrue($"the child without {instructionSet} printed no summary:\n{output}");
        int Count(string name) => int.Parse(summary.Groups[name].ValueSpan, CultureInfo.InvariantCulture);
        (exitCode, Count("errors"), Count("failed")).ShouldBe((0, 0, 0), $"without {instructionSet}:\n{output}");
        (Count("total") - Count("skipped")).ShouldBeGreaterThan(1, $"no test but the starter ran without {instructionSet}:\n{output}");
    }

    private static (int ExitCode, string Output) RunChild(string instructionSet, string program, string[] filter)
    {
        var start = new ProcessStartInfo(program, [.. filter, "-noColor", "-noLogo", "-noAutoReporters"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [$"DOTNET_Enable{instructionSet}"] = "0", [Marker] = instructionSet },
        };
        using var child = Process.Start(start)!;
        var output = child.StandardOutput.ReadToEndAsync();
        var errors = child.StandardError.ReadToEndAsync();
        if (!child.WaitForExit(Patience))
        {
            child.Kill(entireProcessTree: true);
            Assert.Fail($"the tests without {instructionSet} did not end within {Patience}");
        }

        Task.WaitAll(output, errors);
        return (child.ExitCode, output.Result + errors.Result);
    }

    private static bool IsSupported(string instructionSet) => instructionSet switch
    {
        "AVX512" => Avx512F.IsSupported,
        "AVX2" => Avx2.IsSupported || Fma.IsSupported,
        _ => Vector128.IsHardwareAccelerated,
    };

    [GeneratedRegex(@"Total: (?<total>\d+), Errors: (?<errors>\d+), Failed: (?<failed>\d+), Skipped: (?<skipped>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Summary();
}
