namespace Sinter.Benchmarks;

/// <summary>A named measurement of this program.</summary>
public interface IBenchmark
{
    /// <summary>What the command line calls it.</summary>
    string Name { get; }

    /// <summary>One line for the list of benchmarks.</summary>
    string Summary { get; }

    /// <summary>Measures and prints a table.</summary>
    void Run(string[] arguments);
}
