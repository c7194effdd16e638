namespace Sinter.Benchmarks.Kernels;

/// <summary>Every block kernel of <c>Sinter.Tensors</c>, one thread, nanoseconds an element.</summary>
internal sealed class KernelBenchmark : IBenchmark
{
    public string Name => "kernels";

    public string Summary => "conversion, selection, random numbers and block kernels, one thread, ns an element [WORD ...]: those whose names hold a word";

    public void Run(string[] arguments)
    {
        Console.WriteLine("| kernel | ns/element |");
        Console.WriteLine("|---|---|");
        foreach (var item in ConversionCases.All().Concat(SelectionCases.All()).Concat(RandomCases.All()).Concat(CombinationCases.All()).Concat(ReductionCases.All()).Concat(SelectedCases.All()))
            if (arguments.Length == 0 || arguments.Any(word => item.Name.Contains(word, StringComparison.OrdinalIgnoreCase)))
                Console.WriteLine($"| {item.Name} | {1e9 * Measure.OneThread(item.Body) / item.Elements:F3} |");
    }
}
