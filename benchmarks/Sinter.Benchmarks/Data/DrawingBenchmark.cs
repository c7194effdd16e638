using Sinter.Data;

namespace Sinter.Benchmarks.Data;

/// <summary>Pictures of the drawn tasks that one core draws in a second.</summary>
public sealed class DrawingBenchmark : IBenchmark
{
    private const int Pictures = 2000;

    public string Name => "drawing";

    public string Summary => "pictures a second of every drawn task, on one core";

    public void Run(string[] arguments)
    {
        var pixels = new byte[32 * 32 * 3];
        Console.WriteLine($"{"task",-24}{"pictures/s",12}{"bytes allocated",18}");
        foreach (var name in ProceduralTasks.Names)
        {
            var set = ProceduralTasks.Create(name, "train", Pictures);
            void Draw()
            {
                for (var i = 0; i < Pictures; i++) set.CopyTo(i, pixels);
            }

            // the runtime compiles hot methods again after some calls
            for (var i = 0; i < 5; i++) Draw();
            var before = GC.GetAllocatedBytesForCurrentThread();
            Draw();
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Console.WriteLine($"{name,-24}{Pictures / Measure.OneThread(Draw),12:0}{allocated,18}");
        }
    }
}
