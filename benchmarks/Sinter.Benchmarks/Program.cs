using Sinter.Benchmarks;
using Sinter.Benchmarks.Data;
using Sinter.Benchmarks.Kernels;
using Sinter.Benchmarks.Learning;
using Sinter.Benchmarks.LinearAlgebra;
using Sinter.Benchmarks.Merging;

IBenchmark[] all =
[
    new ProductBenchmark(),
    new MergeBenchmark(),
    new KernelBenchmark(),
    new SvdBenchmark(),
    new RowsBenchmark(),
    new LearningBenchmark(),
    new MatrixBenchmark(),
    new RoutedBenchmark(),
    new DrawingBenchmark(),
    new DataBenchmark(),
];

if (args.Length == 0 || Array.Find(all, b => b.Name == args[0]) is not { } chosen)
{
    Console.WriteLine("usage: dotnet run -c Release --project benchmarks/Sinter.Benchmarks -- NAME [options]");
    foreach (var benchmark in all) Console.WriteLine($"  {benchmark.Name,-12} {benchmark.Summary}");
    return args.Length == 0 ? 0 : 2;
}

chosen.Run(args[1..]);
return 0;
