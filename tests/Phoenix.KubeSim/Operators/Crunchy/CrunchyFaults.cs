namespace Phoenix.KubeSim.Operators.Crunchy;

/// <summary>What tests have the operator do wrong; may be changed while it runs.</summary>
public sealed class CrunchyFaults
{
    private int _failingRestores;

    /// <summary>Whether the operator does nothing at all, as one whose Pod does not start.</summary>
    public bool NeverActs { get; set; }

    /// <summary>How many of the next restore Pods end with exit code 1 before they did anything.</summary>
    public int FailingRestores
    {
        get => _failingRestores;
        set => _failingRestores = value;
    }

    /// <summary>Whether the next restore Pod fails; counts down.</summary>
    internal bool TakeFailingRestore()
    {
        while (true)
        {
            int left = _failingRestores;
            if (left <= 0)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _failingRestores, left - 1, left) == left)
            {
                return true;
            }
        }
    }
}
