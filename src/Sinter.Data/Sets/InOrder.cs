namespace Sinter.Data;

/// <summary>Independent items on all processors; when some fail, the failure of the lowest number is thrown, whatever came first in time.</summary>
internal static class InOrder
{
    public static void Run(int count, Action<int> work)
    {
        var gate = new Lock();
        var lowest = int.MaxValue;
        Exception? failure = null;
        Parallel.For(0, count, index =>
        {
            if (index > Volatile.Read(ref lowest)) return;
            try
            {
                work(index);
            }
            catch (DatasetException exception)
            {
                lock (gate)
                {
                    if (index < lowest) (lowest, failure) = (index, exception);
                }
            }
        });
        if (failure is not null) throw failure;
    }
}
