package limitations

// A Keeper keeps a function that whoever makes it passes.
type Keeper struct{ f func() }

func NewKeeper(f func()) *Keeper { return &Keeper{f} }

func (k *Keeper) Run() { k.f() }
